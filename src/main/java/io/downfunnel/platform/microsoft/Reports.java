package io.downfunnel.platform.microsoft;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.zip.ZipInputStream;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;

import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.http.Wire;

/**
 * Orders a report, asks until it is there, downloads and reads it.
 *
 * @param encrypted whether the download has to be: it is wherever the service itself is
 * @param pause between two questions
 * @param patience how long to ask
 */
record Reports(Line line, ReportingApi api, Credentials who, boolean encrypted, Duration pause, Duration patience) {
    private static final int BYTE_ORDER_MARK = '\uFEFF';

    /** @param into gets for each row what finds a value by the name of its column */
    void rows(ReportOrder order, Consumer<UnaryOperator<String>> into) {
        download(order).ifPresent(address -> read(unpacked(address), into));
    }

    /** Where the finished report is; empty when there is nothing in it. */
    private Optional<String> download(ReportOrder order) {
        var id = line.read(authorization -> api.submit(
                        authorization,
                        who.developerToken(),
                        who.customer(),
                        who.account(),
                        new ReportOrder.Asked(order)))
                .path("ReportRequestId")
                .asText("");
        var end = line.wire().clock().instant().plus(patience);
        while (true) {
            var status = line.read(authorization -> api.poll(
                            authorization,
                            who.developerToken(),
                            who.customer(),
                            who.account(),
                            new ReportOrder.Poll(id)))
                    .path("ReportRequestStatus");
            switch (status.path("Status").asText("")) {
                case "Success" -> {
                    return Optional.ofNullable(status.path("ReportDownloadUrl").textValue())
                            .filter(address -> !address.isBlank());
                }
                case "Pending" -> waitABit(line.wire().clock().instant().isAfter(end));
                default -> throw line.faults().whole("REPORT_FAILED", "The report was not made");
            }
        }
    }

    private void waitABit(boolean tooLong) {
        if (tooLong) {
            throw line.faults()
                    .whole("REPORT_PENDING", "The report was not ready after " + patience.toMinutes() + " min");
        }
        LockSupport.parkNanos(pause.toNanos());
        if (Thread.currentThread().isInterrupted()) {
            throw line.faults().whole("REPORT_PENDING", "We were told to stop before the report was ready");
        }
    }

    private byte[] unpacked(String address) {
        var url = URI.create(address);
        if (encrypted && !"https".equals(url.getScheme())) {
            throw line.faults().whole("REPORT_NOT_ENCRYPTED", "The report lies at an unencrypted address");
        }
        var client = line.wire().client(url, DownloadApi.class);
        try {
            var file = line.wire().fetch(client::download);
            if (file.status() / 100 != 2) {
                throw line.faults().whole("REPORT_NOT_THERE", "The download was answered with HTTP " + file.status());
            }
            return file.body();
        } catch (PlatformException e) {
            throw Line.nothingHasLeft(e);
        } finally {
            Wire.close(client);
        }
    }

    private void read(byte[] zip, Consumer<UnaryOperator<String>> into) {
        try (var files = new ZipInputStream(new ByteArrayInputStream(zip))) {
            if (files.getNextEntry() == null) {
                throw line.faults().whole("UNREADABLE_REPORT", "The report is no ZIP file");
            }
            var text = withoutMark(new BufferedReader(new InputStreamReader(files, StandardCharsets.UTF_8)));
            CsvReader.builder().ofNamedCsvRecord(text).forEach(row -> into.accept(row::getField));
        } catch (CsvParseException
                | NoSuchElementException
                | NumberFormatException
                | DateTimeException
                | UncheckedIOException
                | IOException e) {
            throw line.faults().whole("UNREADABLE_REPORT", "The report cannot be read: " + e.getMessage());
        }
    }

    private static Reader withoutMark(BufferedReader text) throws IOException {
        text.mark(1);
        if (text.read() != BYTE_ORDER_MARK) {
            text.reset();
        }
        return text;
    }
}
