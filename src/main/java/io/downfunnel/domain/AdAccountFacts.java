package io.downfunnel.domain;

import java.time.ZoneId;
import java.util.Currency;

/**
 * What its reports have to be read with.
 *
 * @param id as the platform writes it
 * @param zone whose midnight its days begin at
 * @param currency of its cost and of the values it counts
 */
public record AdAccountFacts(String id, String name, ZoneId zone, Currency currency) {}
