package io.downfunnel.schedule;

import java.text.ParseException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.TimeZone;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.quartz.CronExpression;

import io.downfunnel.simulate.UploadTimes;

/** The timetable's uploads. Where they are switched off, the usual ones. */
@ApplicationScoped
class NightlyUploads implements UploadTimes {
    private static final String USUAL = "0 45 4 * * ?";
    private static final long AN_HOUR = 3_599;

    private final CronExpression cron;
    private final ZoneId zone;

    NightlyUploads(
            @ConfigProperty(name = "downfunnel.schedule.upload", defaultValue = USUAL) String cron,
            @ConfigProperty(name = "downfunnel.time-zone", defaultValue = "UTC") ZoneId zone) {
        this.zone = zone;
        this.cron = parse(CronExpression.isValidExpression(cron) ? cron : USUAL, zone);
    }

    private static CronExpression parse(String cron, ZoneId zone) {
        try {
            var expression = new CronExpression(cron);
            expression.setTimeZone(TimeZone.getTimeZone(zone));
            return expression;
        } catch (ParseException e) {
            throw new IllegalArgumentException("Not a cron expression: " + cron, e);
        }
    }

    @Override
    public ZoneId zone() {
        return zone;
    }

    /** A timetable that uploads more often than every night takes the first upload of each hour. */
    @Override
    public List<Instant> between(Instant from, Instant to) {
        var uploads = new ArrayList<Instant>();
        var next = cron.getNextValidTimeAfter(Date.from(from.minusSeconds(1)));
        while (next != null && next.toInstant().isBefore(to)) {
            uploads.add(next.toInstant());
            next = cron.getNextValidTimeAfter(Date.from(next.toInstant().plusSeconds(AN_HOUR)));
        }
        return uploads;
    }
}
