package io.downfunnel.platform.linkedin;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import jakarta.ws.rs.core.Response;

import io.downfunnel.platform.http.AccessToken;
import io.downfunnel.platform.http.Answer;
import io.downfunnel.platform.http.Tokens;
import io.downfunnel.platform.http.Wire;

/** One identity at LinkedIn: the direct token, or a member who granted access. */
record Session(Wire wire, Tokens tokens) {

    /** A token may be refused before its time: where there can be another one, it is tried once. */
    Answer ask(Function<String, CompletionStage<Response>> request) {
        var token = tokens.current();
        var answer = wire.call(() -> request.apply(token.header()));
        if (answer.status() != 401) {
            return answer;
        }
        AccessToken other = tokens.insteadOf(token);
        return other.equals(token) ? answer : wire.call(() -> request.apply(other.header()));
    }
}
