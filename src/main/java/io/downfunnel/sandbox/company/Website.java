package io.downfunnel.sandbox.company;

import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

import io.downfunnel.sandbox.AdClick;
import io.downfunnel.sandbox.AdClick.Kind;
import io.downfunnel.sandbox.company.Lead.Captured;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Where people land after the click; its form has hidden fields, filled in as well as such scripts do. */
final class Website {

    /** An agency's other client: clicks on its ads end up on our pages when links get shared. */
    static final String FOREIGN_ACCOUNT = "3334445550";

    private final Company company;
    private final Dice dice;
    private final ClickIds ids;

    Website(Company company, Dice dice) {
        this.company = company;
        this.dice = dice;
        this.ids = new ClickIds(dice);
    }

    Optional<Click> click(Campaign campaign, Instant leadAt) {
        if (!campaign.advertised()) {
            return Optional.empty();
        }
        Kind kind = kind(campaign);
        Instant clickedAt = company.outsideTheGap(leadAt.minus(beforeLead()));
        boolean foreign = campaign.source() == Campaign.Source.GOOGLE && dice.chance(0.012);
        String account = campaign.source() == Campaign.Source.LINKEDIN
                ? company.linkedInAccount()
                : foreign ? FOREIGN_ACCOUNT : company.googleAccount();
        return Optional.of(new Click(kind, ids.make(kind, clickedAt), clickedAt, campaign, account));
    }

    private Kind kind(Campaign campaign) {
        if (campaign.source() == Campaign.Source.LINKEDIN) {
            return Kind.LI_FAT_ID;
        }
        int roll = dice.between(1, 100);
        return roll <= 82 ? Kind.GCLID : roll <= 93 ? Kind.GBRAID : Kind.WBRAID;
    }

    private Duration beforeLead() {
        int roll = dice.between(1, 100);
        if (roll <= 2) {
            return Duration.ofDays(dice.between(92, 160)).plusSeconds(dice.between(0, 86_000));
        }
        if (roll <= 12) {
            return dice.around(Duration.ofDays(6), 0.8);
        }
        return dice.around(Duration.ofMinutes(14), 1.2);
    }

    Captured capture(Click click) {
        if (dice.chance(0.08)) {
            return Captured.NOTHING;
        }
        Captured clean = with(Captured.NOTHING, click.kind(), click.value());
        Captured known = new Captured(
                clean.gclid(),
                clean.gbraid(),
                clean.wbraid(),
                clean.liFatId(),
                dice.chance(0.8) ? Optional.of(click.clickedAt()) : Optional.empty(),
                dice.chance(0.9) ? Optional.of(click.campaign().id()) : Optional.empty(),
                Optional.empty());
        return dice.chance(0.075) ? mangled(known, click) : known;
    }

    /** Somebody who came by himself this time, but clicked on an ad long ago: the cookie is still there. */
    Captured staleCookie() {
        if (!dice.chance(0.03)) {
            return Captured.NOTHING;
        }
        Kind kind = dice.chance(0.5) ? Kind.LI_FAT_ID : Kind.GCLID;
        Instant longAgo = company.anchor().minus(Duration.ofDays(500));
        return with(Captured.NOTHING, kind, ids.make(kind, longAgo));
    }

    private Captured mangled(Captured known, Click click) {
        String value = click.value();
        return switch (dice.between(1, 7)) {
            case 1 -> with(known, click.kind(), value.toLowerCase(Locale.ROOT));
            case 2 -> with(known, click.kind(), value.substring(0, value.length() * 2 / 3));
            case 3 -> with(known, click.kind(), URLEncoder.encode(value + "&utm_source=ad", UTF_8));
            case 4 -> with(known, click.kind(), " " + value + " ");
            case 5 -> with(known, other(click.kind()), ids.make(other(click.kind()), click.clickedAt()));
            case 6 -> inTheWrongField(known, click);
            default -> with(known, click.kind(), "undefined");
        };
    }

    private static Captured inTheWrongField(Captured known, Click click) {
        return click.kind() == Kind.GBRAID || click.kind() == Kind.WBRAID
                ? new Captured(
                        Optional.of(click.value()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        known.clickedAt(),
                        known.campaignId(),
                        Optional.empty())
                : with(known, click.kind(), click.value() + click.value());
    }

    private static Kind other(Kind kind) {
        return switch (kind) {
            case GCLID -> Kind.GBRAID;
            case GBRAID -> Kind.WBRAID;
            case WBRAID -> Kind.LI_FAT_ID;
            case LI_FAT_ID, MSCLKID, LI_FORM_RESPONSE -> Kind.GCLID;
        };
    }

    private static Captured with(Captured known, AdClick.Kind kind, String value) {
        Optional<String> written = Optional.of(value);
        return new Captured(
                kind == Kind.GCLID ? written : known.gclid(),
                kind == Kind.GBRAID ? written : known.gbraid(),
                kind == Kind.WBRAID ? written : known.wbraid(),
                kind == Kind.LI_FAT_ID ? written : known.liFatId(),
                known.clickedAt(),
                known.campaignId(),
                known.formResponse());
    }
}
