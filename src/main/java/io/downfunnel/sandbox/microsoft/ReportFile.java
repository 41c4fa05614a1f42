package io.downfunnel.sandbox.microsoft;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A report as it is downloaded: CSV with a byte order mark and every value in quotes, in a ZIP file. */
record ReportFile(ReportDesk.Order order, AdCampaigns campaigns, List<MicrosoftBooks.CountedDay> counted) {

    List<Map<String, String>> rows() {
        return order.type().equals(ReportDesk.COST) ? cost() : counts();
    }

    byte[] zip() {
        var lines = new ArrayList<String>();
        lines.add(line(order.columns()));
        rows().forEach(row ->
                lines.add(line(order.columns().stream().map(row::get).toList())));
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(order.id() + ".csv"));
            zip.write(("\uFEFF" + String.join("\r\n", lines) + "\r\n").getBytes(UTF_8));
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String line(List<String> values) {
        return values.stream()
                .map(value -> "\"" + value.replace("\"", "\"\"") + "\"")
                .collect(Collectors.joining(","));
    }

    private List<Map<String, String>> cost() {
        return campaigns.days(order.first(), order.last()).stream()
                .map(day -> Map.of(
                        "TimePeriod", day.day().toString(),
                        "CampaignId", day.campaign().id(),
                        "CampaignName", day.campaign().name(),
                        "CurrencyCode", Advertiser.CURRENCY,
                        "AccountId", Advertiser.ACCOUNT,
                        "Impressions", Long.toString(day.impressions()),
                        "Clicks", Long.toString(day.clicks()),
                        "Spend", day.cost().toPlainString()))
                .toList();
    }

    private record Group(String day, String campaign, String goal) {}

    private record Sum(BigDecimal counted, BigDecimal value) {
        Sum plus(Sum other) {
            return new Sum(counted.add(other.counted), value.add(other.value));
        }
    }

    private List<Map<String, String>> counts() {
        var sums = new HashMap<Group, Sum>();
        campaigns.days(order.first(), order.last()).stream()
                .filter(day -> day.website() > 0)
                .forEach(day -> sums.merge(
                        new Group(day.day().toString(), day.campaign().id(), Advertiser.CONTACT_FORM),
                        new Sum(BigDecimal.valueOf(day.website()), BigDecimal.valueOf(day.website())),
                        Sum::plus));
        counted.stream()
                .filter(one -> !one.day().isBefore(order.first()) && !one.day().isAfter(order.last()))
                .forEach(one -> sums.merge(
                        new Group(one.day().toString(), one.campaign(), one.goal()),
                        new Sum(
                                BigDecimal.valueOf(one.counted()),
                                one.value().multiply(BigDecimal.valueOf(one.counted()))),
                        Sum::plus));
        return sums.entrySet().stream()
                .map(sum -> Map.of(
                        "TimePeriod", sum.getKey().day(),
                        "CampaignId", sum.getKey().campaign(),
                        "CampaignName", sum.getKey().campaign(),
                        "GoalId", sum.getKey().goal(),
                        "Goal", sum.getKey().goal(),
                        "AccountId", Advertiser.ACCOUNT,
                        "AllConversions", sum.getValue().counted().toPlainString(),
                        "AllRevenue", sum.getValue().value().toPlainString()))
                .toList();
    }
}
