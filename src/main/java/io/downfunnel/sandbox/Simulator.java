package io.downfunnel.sandbox;

import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One vendor as the sandbox plays it.
 *
 * <p>Every method may be called from many threads at once. Whatever changes the books is in the vendor's {@link Journal}
 * before {@link #answer} returns, so that a killed sandbox remembers all it ever confirmed.
 */
public interface Simulator extends AutoCloseable {

    /** The vendor's name in control paths and file names, lower-case: such as {@code salesforce} or {@code google}. */
    String name();

    /** Whether a request to this path (without query) is this vendor's. The paths of two vendors never overlap. */
    boolean serves(String path);

    /** Takes one request and says what the vendor would say, refusals included. Never throws for what a client sent. */
    Answer answer(Call call);

    /**
     * The vendor's own fault kinds, beyond those every vendor has in common ({@link WireFault}); lower-case with hyphens.
     * By custom {@code token-revoked}, {@code forbidden}, {@code rate-minute}, {@code rate-day}, where the vendor has them.
     */
    Set<String> faultKinds();

    /** What the vendor says to this request under one of its own {@link #faultKinds}; the request is not processed. */
    Answer refusal(String faultKind, Call call);

    /** What an error of the vendor may have beside its status; each is a text. */
    Set<String> errorFields();

    /** Such an error in the vendor's shape for this request; the request is not processed. */
    Answer error(WantedError wanted, Call call);

    /** The part of the vendor that is spoken to over gRPC, if there is one. */
    default Optional<Procedures> procedures() {
        return Optional.empty();
    }

    /** Sums of the books: counts and amounts. */
    ObjectNode totals();

    /** The books: {@code totals}, and one page of the lists the vendor keeps, per key. */
    ObjectNode books(BooksQuery query);

    /**
     * A control call from {@code POST /__sandbox/{name}/{verb}}.
     *
     * @param argument the posted JSON, an empty object where there was no body
     * @throws ControlException when the verb is unknown or the argument unusable; the text says what would be right
     */
    JsonNode control(String verb, JsonNode argument);

    /** Forgets all it received, on disk too; the company and the accounts stay. */
    void reset();

    @Override
    void close();
}
