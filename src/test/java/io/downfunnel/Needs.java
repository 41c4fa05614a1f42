package io.downfunnel;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A test that needs a program besides the JDK. Where the program is missing the test is reported as skipped, with a
 * sentence that says what was not looked at; on a build server (variable CI) nothing is skipped, and it fails.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Needs.Condition.class)
public @interface Needs {

    Program value();

    /** What a fresh machine may lack. */
    enum Program {
        CHROMIUM(
                "the console was not looked at in a browser", List.of("chromium", "chromium-browser", "google-chrome")),
        NPM("no foreign client has tried the simulators of Salesforce and Google Ads", List.of("npm", "npm.cmd"));

        private final String unproven;
        private final List<String> names;

        Program(String unproven, List<String> names) {
            this.unproven = unproven;
            this.names = names;
        }

        /** Empty when it is not on the PATH. */
        public Optional<Path> find() {
            return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                    .flatMap(folder -> names.stream().map(name -> Path.of(folder, name)))
                    .filter(Files::isExecutable)
                    .findFirst();
        }

        public Path path() {
            return find().orElseThrow(() -> new AssertionError("None of " + names + " is on the PATH"));
        }
    }

    /** Skips in words, and never on a build server. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return context.getElement()
                    .map(element -> element.getAnnotation(Needs.class))
                    .map(needs -> decide(needs.value(), needs.value().find().isPresent(), System.getenv("CI") != null))
                    .orElseGet(() -> ConditionEvaluationResult.enabled("needs nothing"));
        }

        static ConditionEvaluationResult decide(Program program, boolean present, boolean buildServer) {
            if (present || buildServer) {
                return ConditionEvaluationResult.enabled(program + " is there, or has to be");
            }
            return ConditionEvaluationResult.disabled(
                    "NOT RUN: none of " + program.names + " is installed, so " + program.unproven);
        }
    }
}
