package io.downfunnel.system.attack.agent;

import java.lang.instrument.Instrumentation;
import java.sql.PreparedStatement;
import java.time.Clock;

import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;

import static net.bytebuddy.matcher.ElementMatchers.hasSuperType;
import static net.bytebuddy.matcher.ElementMatchers.isPublic;
import static net.bytebuddy.matcher.ElementMatchers.nameStartsWith;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.none;
import static net.bytebuddy.matcher.ElementMatchers.takesNoArguments;

/** Puts the named points into a node: around every commit, and around every call to a vendor. */
public final class CrashAgent {

    private CrashAgent() {}

    public static void premain(String arguments, Instrumentation instrumentation) {
        new AgentBuilder.Default()
                .ignore(none())
                .disableClassFormatChanges()
                .with(AgentBuilder.TypeStrategy.Default.REDEFINE)
                .type(named("org.postgresql.jdbc.PgConnection"))
                .transform((builder, type, loader, module, domain) ->
                        builder.visit(Advice.to(Commit.class).on(named("commit").and(takesNoArguments()))))
                .type(named("org.postgresql.jdbc.PgPreparedStatement"))
                .transform((builder, type, loader, module, domain) -> builder.visit(
                        Advice.to(Statement.class).on(named("execute").and(takesNoArguments()))))
                .type(nameStartsWith("io.downfunnel.platform.")
                        .and(hasSuperType(named("io.downfunnel.platform.AdAccount"))))
                .transform((builder, type, loader, module, domain) -> builder.visit(Advice.to(PlatformCall.class)
                        .on(isPublic()
                                .and(namedOneOf("upload", "verdict", "adjust", "validate", "retract", "restate")))))
                .type(named("io.downfunnel.extract.salesforce.Http"))
                .transform((builder, type, loader, module, domain) ->
                        builder.visit(Advice.to(SalesforceCall.class).on(named("post"))))
                .type(named("io.downfunnel.Surroundings"))
                .transform((builder, type, loader, module, domain) ->
                        builder.visit(Advice.to(Skew.class).on(named("clock"))))
                .installOn(instrumentation);
    }

    static final class Commit {
        private Commit() {}

        @Advice.OnMethodEnter
        static void before() {
            CrashPoints.commit("before");
        }

        @Advice.OnMethodExit
        static void after() {
            CrashPoints.commit("after");
        }
    }

    static final class Statement {
        private Statement() {}

        @Advice.OnMethodEnter
        static void before(@Advice.This PreparedStatement statement) {
            CrashPoints.statement("before", statement);
        }

        @Advice.OnMethodExit
        static void after(@Advice.This PreparedStatement statement) {
            CrashPoints.statement("after", statement);
        }
    }

    static final class PlatformCall {
        private PlatformCall() {}

        @Advice.OnMethodEnter
        static void before(@Advice.Origin("#t") String type, @Advice.Origin("#m") String method) {
            CrashPoints.call("before", type.substring(type.lastIndexOf('.') + 1) + "." + method);
        }

        @Advice.OnMethodExit
        static void after(@Advice.Origin("#t") String type, @Advice.Origin("#m") String method) {
            CrashPoints.call("after", type.substring(type.lastIndexOf('.') + 1) + "." + method);
        }
    }

    static final class SalesforceCall {
        private SalesforceCall() {}

        @Advice.OnMethodEnter
        static void before() {
            CrashPoints.call("before", "Salesforce");
        }

        @Advice.OnMethodExit
        static void after() {
            CrashPoints.call("after", "Salesforce");
        }
    }

    static final class Skew {
        private Skew() {}

        @Advice.OnMethodExit
        static void after(@Advice.Return(readOnly = false) Clock clock) {
            clock = CrashPoints.skewed(clock);
        }
    }
}
