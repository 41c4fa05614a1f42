package io.downfunnel.platform.microsoft;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.http.Answer;
import io.downfunnel.platform.http.Tokens;
import io.downfunnel.platform.http.Wire;

/** One request and its answer, with a token that Microsoft accepts. */
record Line(Wire wire, Tokens tokens, Faults faults) {

    /** A token may be refused before its time; then nothing was taken in, and another one is tried once. */
    Answer ask(Function<String, CompletionStage<Response>> request) {
        var token = tokens.current();
        var answer = wire.call(() -> request.apply(token.header()));
        if (!refused(answer)) {
            return answer;
        }
        var other = tokens.insteadOf(token);
        return wire.call(() -> request.apply(other.header()));
    }

    private static boolean refused(Answer answer) {
        return answer.status() == 401
                || !answer.successful()
                        && Complaint.general(answer.json()).stream()
                                .anyMatch(complaint -> complaint.code().equals("AuthenticationTokenExpired"));
    }

    /**
     * A question, which changes nothing.
     *
     * @throws PlatformException when it was not answered; never of class UNKNOWN_OUTCOME
     */
    JsonNode read(Function<String, CompletionStage<Response>> question) {
        try {
            var answer = ask(question);
            if (!answer.successful()) {
                throw faults.of(answer);
            }
            var json = answer.json();
            if (json.isMissingNode()) {
                throw faults.whole("UNREADABLE_ANSWER", "HTTP " + answer.status() + " without JSON");
            }
            return json;
        } catch (PlatformException e) {
            throw nothingHasLeft(e);
        }
    }

    static PlatformException nothingHasLeft(PlatformException broken) {
        var failure = broken.failure();
        return failure.failureClass() == FailureClass.UNKNOWN_OUTCOME
                ? new PlatformException(
                        new Failure(FailureClass.TRANSIENT, "NOT_READ", failure.message()), Optional.empty(), broken)
                : broken;
    }
}
