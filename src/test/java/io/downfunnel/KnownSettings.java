package io.downfunnel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.source.yaml.YamlConfigSource;

import io.downfunnel.platform.AdPlatform;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.platform.Descriptor.Capability;
import io.downfunnel.platform.Platforms;

/** Every setting there is, out of the code that reads it. */
final class KnownSettings {
    /** The order in which people meet them; what is not named here follows by name. */
    private static final List<String> ORDER = List.of(
            "",
            "sandbox",
            "database",
            "schedule",
            "mappings",
            "salesforce",
            "google",
            "linkedin",
            "deliver",
            "sync",
            "reports",
            "watchdog",
            "alerts",
            "console",
            "console.session",
            "oidc",
            "secrets");

    private static final Path PACKAGED = Path.of("src/main/resources/application.yaml");

    /** Found once: it takes a look at every class. */
    private static final List<Class<?>> INTERFACES = findInterfaces();

    private static final List<Room> ROOMS = findRooms();

    private KnownSettings() {}

    /**
     * @param name what follows {@code downfunnel.}; empty for settings that follow it directly
     * @param meaning a sentence or more
     */
    record Room(String name, String meaning, List<Entry> entries) {}

    /**
     * @param fallback empty: there is none
     * @param required the room does nothing without it
     * @param meaning empty: nobody said
     */
    record Entry(String key, Optional<String> fallback, boolean required, boolean secret, String meaning) {}

    static List<Room> rooms() {
        return ROOMS;
    }

    private static List<Room> findRooms() {
        return Stream.of(readOneByOne().stream(), interfaces().stream().map(KnownSettings::room), platforms())
                .flatMap(rooms -> rooms)
                .sorted(Comparator.comparing(KnownSettings::place).thenComparing(Room::name))
                .toList();
    }

    static Map<String, Entry> byKey() {
        return rooms().stream()
                .flatMap(room -> room.entries().stream())
                .collect(Collectors.toMap(Entry::key, entry -> entry));
    }

    private static int place(Room room) {
        int place = ORDER.indexOf(room.name());
        return place < 0 ? ORDER.size() : place;
    }

    /** In the name of everything that must not be shown. */
    static boolean soundsSecret(String key) {
        return key.matches(".*(secret|password|token)");
    }

    // ---- config interfaces

    static List<Class<?>> interfaces() {
        return INTERFACES;
    }

    private static List<Class<?>> findInterfaces() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("io.downfunnel").stream()
                        .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                        .<Class<?>>map(JavaClass::reflect)
                        .toList();
    }

    /** By key. A list is known by its plain name and by its elements; people write the plain one. */
    static Map<String, Property> properties(Class<?> type) {
        return ConfigMappings.getProperties(ConfigClass.configClass(type)).entrySet().stream()
                .filter(property -> !property.getValue().isGroup())
                .filter(property -> !property.getKey().contains("["))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Room room(Class<?> type) {
        var javadocs = Javadocs.of(type);
        var entries = properties(type).entrySet().stream()
                .sorted(Comparator.comparing(
                        property -> javadocs.position(name(property.getValue().getMethod()))))
                .map(property -> entry(property.getKey(), property.getValue(), javadocs))
                .toList();
        var prefix = type.getAnnotation(ConfigMapping.class).prefix();
        return new Room(
                prefix.substring("downfunnel.".length()),
                Stream.concat(Stream.of(javadocs.of(type.getName()).orElse("")), groups(type, prefix, javadocs))
                        .collect(Collectors.joining("\n\n")),
                entries);
    }

    private static Stream<String> groups(Class<?> type, String prefix, Javadocs javadocs) {
        return Stream.of(type.getDeclaredMethods())
                .filter(method -> method.getReturnType().getEnclosingClass() == type
                        && method.getReturnType().isInterface())
                .map(method -> "`%s.%s`: %s"
                        .formatted(
                                prefix,
                                method.getName(),
                                javadocs.of(name(method)).orElse("")));
    }

    private static Entry entry(String key, Property property, Javadocs javadocs) {
        return new Entry(
                key,
                property.hasDefaultValue() ? Optional.of(property.getDefaultValue()) : Optional.empty(),
                false,
                soundsSecret(key),
                javadocs.of(name(property.getMethod())).orElse(""));
    }

    private static String name(java.lang.reflect.Method method) {
        return method.getDeclaringClass().getName().replace('$', '.') + "#" + method.getName();
    }

    // ---- platforms

    static List<Descriptor> descriptors() {
        try (var platforms = Platforms.installed(key -> Optional.empty(), Clock.systemUTC())) {
            return platforms.descriptors();
        }
    }

    private static Stream<Room> platforms() {
        return StreamSupport.stream(ServiceLoader.load(AdPlatform.class).spliterator(), false)
                .map(platform -> new Room(
                        platform.descriptor().id(),
                        Javadocs.of(platform.getClass())
                                .of(platform.getClass().getName())
                                .orElse(""),
                        Stream.concat(own(platform.descriptor()), common(platform.descriptor()))
                                .toList()));
    }

    private static Stream<Entry> own(Descriptor platform) {
        return platform.settings().stream()
                .map(setting -> new Entry(
                        key(platform, setting),
                        setting.fallback().filter(fallback -> !fallback.isEmpty()),
                        setting.fallback().isEmpty(),
                        setting.secret(),
                        setting.help()));
    }

    private static Stream<Entry> common(Descriptor platform) {
        return Platforms.COMMON.stream()
                .map(setting -> new Entry(
                        key(platform, setting), usual(platform, setting.key()), false, false, setting.help()));
    }

    private static String key(Descriptor platform, Descriptor.Setting setting) {
        return "downfunnel." + platform.id() + "." + setting.key();
    }

    /** What is common to all platforms has the default that the platform names. */
    private static Optional<String> usual(Descriptor platform, String key) {
        return switch (key) {
            case "enabled" -> Optional.empty();
            case "requests-per-minute" ->
                Optional.of(Integer.toString(platform.requests().perMinute()));
            case "requests-at-once" ->
                Optional.of(Integer.toString(platform.requests().atOnce()));
            case "requests-per-day" ->
                Optional.of(Integer.toString(platform.requests().perDay()));
            case "batching" -> Optional.of(Integer.toString(platform.batching()));
            case "unknown-outcome" -> Optional.of(platform.can(Capability.DEDUPLICATES) ? "resend" : "hold");
            default -> throw new IllegalStateException("Say here what the default of " + key + " is");
        };
    }

    // ---- read one by one

    /** Read before Quarkus starts, by its own settings, or by one line of code: they have no interface. */
    private static List<Room> readOneByOne() {
        return List.of(
                new Room(
                        "",
                        "The installation as a whole.",
                        List.of(
                                packaged(
                                        "time-zone",
                                        "The organisation's time zone, such as `Europe/Berlin`: the timetable runs in it, and"
                                                + " pages show times in it."),
                                single(
                                        "node",
                                        Optional.empty(),
                                        "What this node is called in logs, runs and claims. Unset: host name and process"
                                                + " number."),
                                single(
                                        "allow-plaintext",
                                        Optional.of("false"),
                                        "Whether vendors may be spoken to without encryption on other machines than this one."
                                                + " For tests: secrets and hashed identifiers travel there."))),
                new Room(
                        "database",
                        "The one durable record. Without a URL, Downfunnel runs a PostgreSQL of its own, for this machine"
                                + " only.",
                        List.of(
                                single(
                                        "database.url",
                                        Optional.empty(),
                                        "JDBC URL of a PostgreSQL server of yours, version 14 or newer; needed for more than"
                                                + " one machine."),
                                single("database.username", Optional.empty(), "With a URL only: who signs in there."),
                                single("database.password", Optional.empty(), "With a URL only: that user's password."),
                                single(
                                        "database.directory",
                                        Optional.of(BootSettings.DIRECTORY.toString()),
                                        "Without a URL: where the PostgreSQL that comes with us keeps its data. It belongs to"
                                                + " the user who runs Downfunnel, and to nobody else."),
                                packaged(
                                        "database.connections",
                                        "How many connections a node may hold, besides four for the timetable."))),
                new Room(
                        "schedule",
                        "When things happen, in the time zone above, what comes every few minutes in UTC: second, minute, hour, day of month, month, day of"
                                + " week; `off` switches one off. What was missed while nobody ran is made up for once.",
                        List.of(
                                packaged(
                                        "schedule.extract",
                                        "Read what is new in Salesforce and decide about it; nothing is sent."),
                                packaged("schedule.upload", "Everything, from Salesforce to the platforms' verdicts."),
                                packaged(
                                        "schedule.reports",
                                        "Read what the platforms report: cost, clicks, what they counted; sends nothing."),
                                packaged(
                                        "schedule.follow-up",
                                        "Send again what a platform put off, and ask for verdicts."),
                                packaged(
                                        "schedule.sweep",
                                        "Read the last three days of Salesforce once more, for what it showed late."),
                                packaged("schedule.long-sweep", "The same for the last five weeks, once a week."),
                                packaged(
                                        "schedule.audit",
                                        "Look whether anything was lost, counted twice or cannot be explained; changes"
                                                + " nothing."),
                                packaged(
                                        "schedule.watch",
                                        "Open an alert for each cause that a person has to know of, and close it when the"
                                                + " cause is gone."),
                                packaged(
                                        "schedule.probe",
                                        "Look whether every connection still answers, also those with nothing to send."),
                                packaged(
                                        "schedule.trail",
                                        "Look through the audit trail, whether anything of it was changed."),
                                packaged("schedule.retention", "Remove personal data that is past its time."))));
    }

    private static Entry single(String key, Optional<String> fallback, String meaning) {
        return new Entry("downfunnel." + key, fallback, false, soundsSecret(key), meaning);
    }

    /** Its default is in the settings that are packaged with the application. */
    private static Entry packaged(String key, String meaning) {
        var fallback = Optional.ofNullable(packagedDefaults().get("downfunnel." + key));
        return new Entry("downfunnel." + key, fallback, false, false, meaning);
    }

    private static Map<String, String> packagedDefaults() {
        try {
            var text = Files.readString(PACKAGED);
            var defaults = Pattern.compile("\\$\\{(downfunnel\\.[a-z.-]+):([^}]+)}")
                    .matcher(text)
                    .results()
                    .collect(Collectors.toMap(result -> result.group(1), result -> result.group(2), (a, b) -> a));
            new YamlConfigSource("packaged", text, 100)
                    .getProperties().entrySet().stream()
                            .filter(property -> property.getKey().startsWith("downfunnel."))
                            .forEach(property -> defaults.put(property.getKey(), property.getValue()));
            return defaults;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- what the sources read

    /** Every key that occurs in the main sources as a whole, in Java or in the packaged settings. */
    static List<String> readInSources() {
        var keys = new ArrayList<String>();
        var literal = Pattern.compile("(?:\"|\\{)(downfunnel\\.[a-z.-]*[a-z])[\"}:]");
        try (var files = Files.walk(Path.of("src/main"))) {
            for (var file : files.filter(name -> name.toString().matches(".*\\.(java|yaml)"))
                    .toList()) {
                literal.matcher(Files.readString(file))
                        .results()
                        .map((MatchResult result) -> result.group(1))
                        .forEach(keys::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return keys.stream().distinct().sorted().toList();
    }
}
