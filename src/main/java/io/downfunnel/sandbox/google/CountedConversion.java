package io.downfunnel.sandbox.google;

import java.math.BigDecimal;
import java.time.Instant;

/** A conversion as reports see it. */
public record CountedConversion(String action, String click, Instant happenedAt, BigDecimal value, String currency) {}
