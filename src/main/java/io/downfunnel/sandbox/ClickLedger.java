package io.downfunnel.sandbox;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.downfunnel.sandbox.AdClick.Kind;
import io.downfunnel.sandbox.AdClick.Platform;

/** Every ad click the platforms know of. Safe for use by many threads. */
public final class ClickLedger {

    private record Person(Platform platform, String hash) {}

    private final Map<Kind, Map<String, AdClick>> byId = new ConcurrentHashMap<>();
    private final Map<Person, List<AdClick>> byPerson = new ConcurrentHashMap<>();

    /** Adds a click; one with the same kind and value takes the place of the one before. */
    public void add(AdClick click) {
        AdClick before = clicks(click.kind()).put(click.value(), click);
        if (before != null) {
            hashes(before)
                    .forEach(person -> byPerson.computeIfPresent(person, (same, clicks) -> without(clicks, before)));
        }
        hashes(click).forEach(person -> byPerson.merge(person, List.of(click), ClickLedger::joined));
    }

    /** The click with exactly this id, upper and lower case told apart as the platforms do. */
    public Optional<AdClick> find(Kind kind, String value) {
        return Optional.ofNullable(clicks(kind).get(value));
    }

    /** All clicks on a platform of the person with this e-mail or phone hash (lower-case hex, that platform's rules). */
    public List<AdClick> ofPerson(Platform platform, String hash) {
        return byPerson.getOrDefault(new Person(platform, hash), List.of());
    }

    /** All clicks, oldest first. */
    public List<AdClick> all() {
        return byId.values().stream()
                .flatMap(clicks -> clicks.values().stream())
                .sorted(Comparator.comparing(AdClick::clickedAt).thenComparing(AdClick::value))
                .toList();
    }

    public int size() {
        return byId.values().stream().mapToInt(Map::size).sum();
    }

    private Map<String, AdClick> clicks(Kind kind) {
        return byId.computeIfAbsent(kind, any -> new ConcurrentHashMap<>());
    }

    private static Stream<Person> hashes(AdClick click) {
        Optional<String> email = switch (click.platform()) {
            case GOOGLE, MICROSOFT -> click.emailSha256Google();
            case LINKEDIN -> click.emailSha256Plain();
        };
        return Stream.concat(email.stream(), click.phoneSha256().stream())
                .map(hash -> new Person(click.platform(), hash));
    }

    private static List<AdClick> joined(List<AdClick> some, List<AdClick> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private static List<AdClick> without(List<AdClick> clicks, AdClick gone) {
        return clicks.stream().filter(click -> !click.equals(gone)).toList();
    }
}
