package io.downfunnel.access.company;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;

import io.downfunnel.access.Accounts;

/** What the provider says about a person, or about itself: a JSON object. */
record Claims(Map<String, Object> all) {
    static final Claims NONE = new Claims(Map.of());

    /** Leaves room for an addition where somebody else has the name. */
    private static final int LONGEST_NAME = Accounts.LONGEST_NAME - 20;

    /** Empty when it is no JSON object. */
    static Optional<Claims> parse(String json) {
        try {
            return Optional.of(new Claims(JsonUtil.parseJson(json)));
        } catch (JoseException e) {
            return Optional.empty();
        }
    }

    /** Empty also where it is no text. */
    Optional<String> text(String name) {
        return all.get(name) instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }

    boolean has(String path) {
        return find(path).isPresent();
    }

    /** One value or many, as texts. Names with dots in them are looked for first; else a dot leads into an object. */
    List<String> values(String path) {
        return find(path)
                .map(found -> found instanceof Collection<?> many
                        ? many.stream().map(String::valueOf).toList()
                        : List.of(String.valueOf(found)))
                .orElse(List.of());
    }

    private Optional<Object> find(String path) {
        if (all.get(path) != null) {
            return Optional.of(all.get(path));
        }
        Object at = all;
        for (var name : path.split("\\.")) {
            at = at instanceof Map<?, ?> object ? object.get(name) : null;
        }
        return Optional.ofNullable(at);
    }

    /** Whether the provider left it out because it is too long, and says where it could be asked for (OpenID Connect §5.6.2). */
    boolean tellsElsewhere(String name) {
        return all.get("_claim_names") instanceof Map<?, ?> names && names.containsKey(name);
    }

    /** With what this one does not say. */
    Claims and(Claims more) {
        var both = new HashMap<>(more.all());
        both.putAll(all);
        return new Claims(both);
    }

    /** What people call this person; only what can be seen of it. */
    Optional<String> name() {
        return text("preferred_username")
                .or(() -> text("email").filter(email -> !Boolean.FALSE.equals(all.get("email_verified"))))
                .or(() -> text("name"))
                .map(Claims::seen)
                .filter(name -> !name.isEmpty());
    }

    private static String seen(String name) {
        return name.codePoints()
                .map(character -> Character.isWhitespace(character) ? ' ' : character)
                .filter(character -> !Accounts.unseen(character))
                .limit(LONGEST_NAME)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .replaceAll("[\\s\\p{Z}]+", " ")
                .strip();
    }

    /** What it says is about a person. */
    @Override
    public String toString() {
        return all.keySet().toString();
    }
}
