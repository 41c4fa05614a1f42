package io.downfunnel.simulate;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** When uploads go, and whose days and weeks are counted. */
public interface UploadTimes {

    /** Of the organisation. */
    ZoneId zone();

    /** By the timetable of today, from the one inclusive to the other exclusive, in order. */
    List<Instant> between(Instant from, Instant to);
}
