package io.downfunnel.console;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

import io.downfunnel.platform.Descriptor.Setting;
import io.downfunnel.report.Wording;
import io.downfunnel.store.SettingStore.Kept;

/**
 * The form of a connection.
 *
 * @param version of what was kept when it was drawn
 * @param own what the connection needs
 * @param more what rarely has to be different
 * @param open whether that is to be seen at once
 * @param troubles how many entries are refused
 */
public record SettingsView(
        String id,
        String name,
        long version,
        List<SettingField> own,
        List<SettingField> more,
        boolean open,
        int troubles) {

    /** What a form is drawn from. */
    record Drawing(
            Linked linked,
            long version,
            Map<String, Kept> kept,
            SettingsForm form,
            BiFunction<String, String, String> carried,
            ZoneId zone) {

        SettingsView view() {
            var wrong = linked.settings().stream()
                    .map(Setting::key)
                    .filter(form.problems()::containsKey)
                    .toList();
            var first = wrong.stream().findFirst();
            var own = fields(linked.own(), first);
            var more = fields(linked.more(), first);
            return new SettingsView(
                    linked.id(),
                    linked.name(),
                    version,
                    own,
                    more,
                    more.stream()
                            .anyMatch(field -> field.invalid()
                                    || !field.fixed().isEmpty()
                                    || !field.value().isEmpty()),
                    wrong.size());
        }

        private List<SettingField> fields(List<Setting> settings, Optional<String> first) {
            return settings.stream().map(setting -> field(setting, first)).toList();
        }

        private SettingField field(Setting setting, Optional<String> first) {
            var key = setting.key();
            var elsewhere = Optional.ofNullable(linked.elsewhere().get(key));
            var value = elsewhere.orElseGet(() -> form.texts().getOrDefault(key, ""));
            var secret = Optional.ofNullable(form.secrets().get(key));
            return new SettingField(
                    "setting-" + key.replace('.', '-'),
                    key,
                    setting.label(),
                    setting.help(),
                    setting.fallback().isEmpty(),
                    setting.secret(),
                    value,
                    setting.fallback().orElse(""),
                    elsewhere.isPresent() ? List.of() : options(setting, value),
                    elsewhere.isPresent()
                            ? "Set in config/application.yaml or the environment: " + linked.prefix() + "." + key
                            : "",
                    setting.secret() && elsewhere.isEmpty() ? kept(key) : "",
                    secret.map(word -> carried.apply(key, word)).orElse(""),
                    form.forgotten().contains(key),
                    form.problems().getOrDefault(key, List.of()),
                    first.filter(key::equals).isPresent());
        }

        private String kept(String key) {
            return Optional.ofNullable(kept.get(key))
                    .map(each -> "Kept since " + new Wording(zone).minute(each.at()) + ", entered by " + each.by())
                    .orElse("");
        }

        private static List<Entry.Option> options(Setting setting, String value) {
            if (setting.choices().isEmpty()) {
                return List.of();
            }
            var options = new ArrayList<Entry.Option>();
            var usual = setting.fallback().orElse("");
            options.add(new Entry.Option(
                    "", usual.isEmpty() ? "Not set" : "As usual: " + usual, "", value.isEmpty(), false));
            // What the usual one is may change with an update, so it can also be chosen for good.
            setting.choices()
                    .forEach(choice -> options.add(new Entry.Option(choice, choice, "", choice.equals(value), false)));
            return options;
        }
    }

    /** As it is kept. */
    static SettingsForm kept(List<Kept> kept) {
        var texts = kept.stream()
                .filter(each -> each.value().isPresent())
                .collect(Collectors.toMap(Kept::key, each -> each.value().orElseThrow()));
        return new SettingsForm(texts, Map.of(), Set.of(), Map.of());
    }
}
