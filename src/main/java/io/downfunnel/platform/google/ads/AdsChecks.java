package io.downfunnel.platform.google.ads;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.downfunnel.domain.ConversionAction;
import io.downfunnel.domain.Failure;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.PlatformException;

/**
 * The part of a Google account's checklist that the Google Ads API answers: who we are there, what is switched on, and the
 * conversion actions.
 *
 * @param vital whether uploads go this way too
 */
record AdsChecks(AdsAccount account, Refusals refusals, Operations operations, boolean vital) {
    private static final String ACCESS = "Google Ads: access";
    private static final String ACTIONS = "Google Ads: conversion actions";
    private static final String EXHAUSTED = "QuotaError.RESOURCE_EXHAUSTED";
    private static final String MEANS =
            " Until then nothing can be taken back and no cost is reported; uploads go their way.";

    List<CheckItem> run(Set<String> actions) {
        var items = new ArrayList<CheckItem>();
        var broken = look(actions, items);
        items.add(budget(
                broken.filter(failure -> failure.code().equals(EXHAUSTED)).isPresent()));
        return items;
    }

    /** @return why it did not come to an end */
    private Optional<Failure> look(Set<String> actions, List<CheckItem> items) {
        var looksAt = ACCESS;
        try {
            var customer = account.look();
            items.add(access(customer));
            items.add(conversions(customer));
            items.add(autoTagging(customer));
            items.add(terms(customer));
            items.add(enhanced(customer));
            looksAt = ACTIONS;
            items.addAll(actions(customer, actions));
            return Optional.empty();
        } catch (PlatformException e) {
            items.add(broken(looksAt, e.failure()));
            return Optional.of(e.failure());
        }
    }

    private CheckItem broken(String name, Failure failure) {
        var row = refusals.table().of(failure.code());
        var found = row.cause() + " (" + failure.code() + ": " + failure.message() + ")";
        var remedy = row.remedy().isEmpty() ? "Try again in a few minutes." : row.remedy();
        return vital
                ? CheckItem.failed(name, found, remedy)
                : CheckItem.warning(
                        name,
                        found + MEANS,
                        remedy + " Without use for the Google Ads API, set downfunnel.google.ads.enabled to false.");
    }

    private static CheckItem access(Customer customer) {
        var shown = "“" + customer.name() + "”, " + Customer.written(customer.id()) + ", in "
                + customer.currency().getCurrencyCode() + " and the time of " + customer.zone() + ".";
        return customer.manager()
                ? CheckItem.warning(
                        ACCESS,
                        shown + " It is a manager account, and Google Ads reports no cost and no clicks of a manager.",
                        "If it owns the conversion actions, leave it; otherwise name the account below it in customer-id,"
                                + " and this one in login-customer-id.")
                : CheckItem.ok(ACCESS, shown);
    }

    private static CheckItem conversions(Customer customer) {
        var name = "Google Ads: conversion tracking";
        if (!customer.countsItself()) {
            return CheckItem.failed(
                    name,
                    "The conversions of this account are counted by account " + Customer.written(customer.counts())
                            + " (customer.conversion_tracking_setting.google_ads_conversion_customer), and uploads have to"
                            + " go through that one.",
                    "Let Downfunnel's identity in there, and set customer-id to " + customer.counts() + ".");
        }
        return customer.tracked()
                ? CheckItem.ok(name, "The account counts its own conversions.")
                : CheckItem.warning(
                        name,
                        "The account counts no conversions yet.",
                        "Make a conversion action of type import from clicks; that switches it on.");
    }

    private static CheckItem autoTagging(Customer customer) {
        var name = "Google Ads: auto-tagging";
        return customer.autoTagging()
                ? CheckItem.ok(name, "Google adds its click ID to landing pages.")
                : CheckItem.failed(
                        name,
                        "Google adds no click ID to landing pages, so hardly a lead can be traced to a click.",
                        "Switch it on in Google Ads: Admin, Account settings, Auto-tagging.");
    }

    private static CheckItem terms(Customer customer) {
        var name = "Google Ads: customer data terms";
        return customer.termsAccepted()
                ? CheckItem.ok(name, "Accepted.")
                : CheckItem.failed(
                        name,
                        "Nobody has accepted the terms for customer data, so Google takes no hashed identifiers.",
                        "Accept them in Google Ads: Goals, Settings, Customer data terms. It cannot be done from here.");
    }

    private static CheckItem enhanced(Customer customer) {
        var name = "Google Ads: enhanced conversions for leads";
        return customer.enhanced()
                ? CheckItem.ok(name, "Switched on.")
                : CheckItem.warning(
                        name,
                        "Switched off: leads without a click ID are not found by their hashed e-mail or phone.",
                        "Switch it on in Google Ads: Goals, Settings, Enhanced conversions for leads.");
    }

    private List<CheckItem> actions(Customer customer, Set<String> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        var found = account.actions(customer, ids);
        return ids.stream()
                .sorted()
                .map(id -> action(customer, id, Optional.ofNullable(found.get(id))))
                .toList();
    }

    private static CheckItem action(Customer customer, String id, Optional<ConversionAction> found) {
        var name = "Google Ads: conversion action " + id;
        if (found.isEmpty()) {
            return CheckItem.failed(
                    name,
                    "Account " + Customer.written(customer.id()) + " shows no conversion action with this number.",
                    "Check the number in the mapping against Google Ads (it stands in the address of the action's page as"
                            + " ctId), and that customer-id is the account that owns it.");
        }
        var action = found.get();
        var called = "“" + action.name() + "”. ";
        if (action.obstacle().isPresent()) {
            return CheckItem.failed(
                    name, called + action.obstacle().get(), "Change it there, or the mapping's action.");
        }
        if (action.alwaysDefault()) {
            return CheckItem.warning(
                    name,
                    called
                            + "It counts its own value for every conversion, whatever we send, and takes no restatements.",
                    "In Google Ads, let it use different values for each conversion.");
        }
        return CheckItem.ok(
                name,
                called + "It takes uploads"
                        + (action.primary().orElse(false) ? ", and bids follow it." : "; no bid follows it yet."));
    }

    /** The level is the Cloud project's and nowhere to be read, so the numbers of all levels are named. */
    private CheckItem budget(boolean exhausted) {
        var name = "Google Ads: operations";
        long used = operations.lastDay();
        var found =
                "%,d of this process within 24 hours. A Cloud project with Explorer access has %,d, with Basic %,d, and with Standard as many as it wants."
                        .formatted(used, Operations.EXPLORER, Operations.BASIC);
        if (exhausted) {
            var none = found + " Google Ads says that none are left of the project's, whoever used them.";
            var remedy =
                    "Apply for Basic access in the Cloud console, or fetch reports less often. Within 24 hours it goes"
                            + " on by itself.";
            return vital ? CheckItem.failed(name, none, remedy) : CheckItem.warning(name, none, remedy);
        }
        return used < Operations.EXPLORER * 8L / 10
                ? CheckItem.ok(name, found)
                : CheckItem.warning(
                        name,
                        found,
                        "If Google Ads answers QuotaError.RESOURCE_EXHAUSTED, apply for Basic access in the Cloud console, or"
                                + " fetch reports less often.");
    }
}
