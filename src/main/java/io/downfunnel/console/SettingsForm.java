package io.downfunnel.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

import io.downfunnel.connect.EnteredSettings.Entered;
import io.downfunnel.platform.Descriptor.Setting;

/**
 * What somebody filled in for a connection. Prints no value.
 *
 * @param texts as they are shown again, by key; no secrets
 * @param secrets that were entered, by key
 * @param forgotten keys of secrets that are not to be kept any more
 * @param problems why an entry is refused, by key
 */
record SettingsForm(
        Map<String, String> texts,
        Map<String, String> secrets,
        Set<String> forgotten,
        Map<String, List<String>> problems) {
    private static final int LONGEST = 4_000;

    SettingsForm {
        texts = Map.copyOf(texts);
        secrets = Map.copyOf(secrets);
        forgotten = Set.copyOf(forgotten);
        problems = Map.copyOf(problems);
    }

    /** @param brought what came along sealed, since it was entered before and not saved yet: by key and word */
    static SettingsForm of(Linked linked, Posted posted, BiFunction<String, String, String> brought) {
        var texts = new LinkedHashMap<String, String>();
        var secrets = new LinkedHashMap<String, String>();
        var forgotten = new LinkedHashSet<String>();
        var problems = new LinkedHashMap<String, List<String>>();
        for (var setting : linked.free()) {
            var key = setting.key();
            var text = posted.text(key);
            problem(linked, setting, text).ifPresent(problem -> problems.put(key, List.of(problem)));
            if (!setting.secret()) {
                texts.put(key, text);
            } else if (posted.flag("forget." + key)) {
                forgotten.add(key);
            } else {
                var secret = text.isEmpty() ? brought.apply(key, posted.text("carried." + key)) : text;
                if (!secret.isEmpty()) {
                    secrets.put(key, secret);
                }
            }
        }
        return new SettingsForm(texts, secrets, forgotten, problems);
    }

    private static Optional<String> problem(Linked linked, Setting setting, String text) {
        var name = "The setting " + linked.prefix() + "." + setting.key();
        if (text.length() > LONGEST) {
            return Optional.of(name + " is longer than 4,000 characters");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            return Optional.of(name + " has line breaks or other characters that nobody can see");
        }
        if (!text.isEmpty()
                && !setting.choices().isEmpty()
                && !setting.choices().contains(text)) {
            return Optional.of(name + " is none of " + String.join(", ", setting.choices()));
        }
        return Optional.empty();
    }

    /** The same with one more reason why it is refused. */
    SettingsForm refused(String key, String why) {
        var all = new LinkedHashMap<>(problems);
        var some = new ArrayList<>(all.getOrDefault(key, List.of()));
        some.add(why);
        all.put(key, some);
        return new SettingsForm(texts, secrets, forgotten, all);
    }

    /** A text that was left empty is not kept. */
    Entered entered() {
        var values = new LinkedHashMap<>(secrets);
        var gone = new LinkedHashSet<>(forgotten);
        texts.forEach((key, text) -> {
            if (text.isEmpty()) {
                gone.add(key);
            } else {
                values.put(key, text);
            }
        });
        return new Entered(values, gone);
    }

    @Override
    public String toString() {
        return "settings form with " + texts.keySet() + " and secrets " + secrets.keySet();
    }
}
