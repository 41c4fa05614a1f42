package io.downfunnel.platform.google;

import java.util.regex.Pattern;

import io.downfunnel.platform.Settings;
import io.downfunnel.platform.SettingsException;

/** A Google Ads account: ten digits. People write it with hyphens, the API wants none. */
record CustomerId(String digits) {
    private static final Pattern TEN_DIGITS = Pattern.compile("\\d{10}");

    /** @throws SettingsException when it is not ten digits */
    static CustomerId of(Settings settings, String key) {
        var digits = settings.get(key).replace("-", "");
        if (!TEN_DIGITS.matcher(digits).matches()) {
            throw new SettingsException(key, "is not a customer ID of ten digits such as 123-456-7890");
        }
        return new CustomerId(digits);
    }
}
