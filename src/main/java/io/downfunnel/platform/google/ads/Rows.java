package io.downfunnel.platform.google.ads;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import com.google.ads.googleads.v23.enums.DeviceEnum.Device;
import com.google.ads.googleads.v23.services.GoogleAdsRow;

import io.downfunnel.domain.AdReport;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Money;

/** Turns rows of reports into ours (google.md §3.9). Days are the account's; a figure that is zero may be missing. */
final class Rows {
    private static final int MICROS = 6;
    private static final Pattern LAST_NUMBER = Pattern.compile("(\\d+)$");

    private Rows() {}

    static AdReport.CampaignDay cost(GoogleAdsRow row) {
        var metrics = row.getMetrics();
        return new AdReport.CampaignDay(
                day(row),
                campaign(row),
                row.getCampaign().getName(),
                money(BigDecimal.valueOf(metrics.getCostMicros(), MICROS), row),
                metrics.getImpressions(),
                metrics.getClicks());
    }

    /** One row says both: what came of the clicks of that day, and what was converted on it. */
    static void counted(GoogleAdsRow row, Consumer<AdReport.CountedDay> into) {
        var metrics = row.getMetrics();
        counted(row, AdReport.Dated.BY_CLICK, metrics.getAllConversions(), metrics.getAllConversionsValue(), into);
        counted(
                row,
                AdReport.Dated.BY_CONVERSION,
                metrics.getAllConversionsByConversionDate(),
                metrics.getAllConversionsValueByConversionDate(),
                into);
    }

    private static void counted(
            GoogleAdsRow row, AdReport.Dated dated, double counted, double value, Consumer<AdReport.CountedDay> into) {
        if (counted > 0) {
            into.accept(new AdReport.CountedDay(
                    day(row),
                    campaign(row),
                    lastNumber(row.getSegments().getConversionAction()),
                    dated,
                    BigDecimal.valueOf(counted),
                    Optional.of(money(BigDecimal.valueOf(value), row))));
        }
    }

    static AdReport.ClickDay click(GoogleAdsRow row, String account) {
        var click = row.getClickView();
        var device = row.getSegments().getDevice();
        return new AdReport.ClickDay(
                day(row),
                new ClickId(ClickId.Kind.GCLID, click.getGclid()),
                account,
                campaign(row),
                row.getCampaign().getName(),
                row.getAdGroup().hasId()
                        ? Optional.of(Long.toString(row.getAdGroup().getId()))
                        : Optional.empty(),
                text(row.getAdGroup().getName()),
                text(click.getKeywordInfo().getText()),
                device == Device.UNSPECIFIED ? Optional.empty() : Optional.of(device.name()));
    }

    private static LocalDate day(GoogleAdsRow row) {
        return LocalDate.parse(row.getSegments().getDate());
    }

    private static String campaign(GoogleAdsRow row) {
        return Long.toString(row.getCampaign().getId());
    }

    /** Without the zeros that micros leave behind the digits that the currency is written with. */
    private static Money money(BigDecimal amount, GoogleAdsRow row) {
        var money = Money.of(amount, row.getCustomer().getCurrencyCode());
        var digits = Math.max(0, money.currency().getDefaultFractionDigits());
        var plain = amount.stripTrailingZeros();
        return new Money(plain.setScale(Math.max(plain.scale(), digits)), money.currency());
    }

    /** Of a name such as {@code customers/1/conversionActions/555}. */
    static String lastNumber(String resourceName) {
        var number = LAST_NUMBER.matcher(resourceName);
        return number.find() ? number.group(1) : resourceName;
    }

    static Optional<String> text(String text) {
        return text.isBlank() ? Optional.empty() : Optional.of(text);
    }
}
