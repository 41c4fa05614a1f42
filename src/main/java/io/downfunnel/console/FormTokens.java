package io.downfunnel.console;

import java.util.regex.Pattern;

import io.quarkus.qute.EngineConfiguration;
import io.quarkus.qute.ParserHelper;
import io.quarkus.qute.ParserHook;

/** Every form that changes something carries the token of its session, also one that somebody writes tomorrow. */
@EngineConfiguration
public class FormTokens implements ParserHook {
    /** An expression of the template may hold what would otherwise end the tag. */
    private static final String WITHIN = "(?:[^>{]|\\{[^}]*})*";

    private static final Pattern FORM = Pattern.compile("<form\\b" + WITHIN + "\\bmethod=\"post\"" + WITHIN + ">");
    private static final String FIELD =
            "<input type=\"hidden\" name=\"" + Ticket.FIELD + "\" value=\"{cdi:visitor.token}\">";

    @Override
    public void beforeParsing(ParserHelper helper) {
        helper.addContentFilter(content -> FORM.matcher(content).replaceAll(form -> form.group() + FIELD));
    }
}
