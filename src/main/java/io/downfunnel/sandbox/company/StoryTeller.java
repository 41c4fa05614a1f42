package io.downfunnel.sandbox.company;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.downfunnel.sandbox.company.Lead.AdConsent;
import io.downfunnel.sandbox.company.Lead.Fate;
import io.downfunnel.sandbox.company.Lead.StatusMove;

/** Tells one story. */
final class StoryTeller {

    private static final Duration LAST_DAY = Duration.ofHours(24);
    private static final double SHARE_OF_LAST_DAY = 0.012;
    private static final int DAYS_BETWEEN_LISTS = 14;

    private final Company company;
    private final Dice dice;
    private final People people;
    private final Website website;

    StoryTeller(Company company, Dice dice) {
        this.company = company;
        this.dice = dice;
        this.people = new People(dice);
        this.website = new Website(company, dice);
    }

    /**
     * @param number of the story
     * @param firstLead number of its first lead
     */
    Story tell(int number, int firstLead) {
        Country country = dice.weighted(Country.ALL, Country::weight);
        Firm firm = people.firm(number, country, dice.chance(0.01));
        int size = Math.min(size(), company.leads() - firstLead);
        Campaign campaign = dice.weighted(Campaigns.ALL, Campaign::leadShare);
        Instant begin = arrival((firstLead + dice.fraction()) / company.leads(), campaign);
        Person person = people.person(firstLead, firm, country);
        var desk = new SalesDesk(company.anchor(), dice, begin);
        LeadWork work = desk.work(campaign, begin);
        Optional<Deal> deal = work.fate() instanceof Fate.OpenedDeal(Instant at)
                ? Optional.of(new DealDesk(company, dice).deal(firm, campaign, at))
                : Optional.empty();
        List<Lead> leads = new ArrayList<>();
        leads.add(lead(firstLead, person, country, begin, campaign, work));
        for (int i = 1; i < size; i++) {
            leads.add(another(firstLead + i, leads.getFirst(), firm, country));
        }
        return new Story(number, firm, leads, deal);
    }

    private int size() {
        int roll = dice.between(1, 100);
        return roll <= 84 ? 1 : roll <= 96 ? 2 : 3;
    }

    /** A little more from month to month; and somebody always filled in the form just now. */
    private Instant arrival(double position, Campaign campaign) {
        Instant anchor = company.anchor();
        if (position > 1 - SHARE_OF_LAST_DAY) {
            double left = (1 - position) / SHARE_OF_LAST_DAY;
            return seconds(company.outsideTheGap(
                    anchor.minusSeconds(120 + (long) (left * left * (LAST_DAY.toSeconds() - 120)))));
        }
        Instant from = anchor.minus(Company.HISTORY);
        double grown = Math.pow(position / (1 - SHARE_OF_LAST_DAY), 0.8);
        Instant at = seconds(
                from.plusSeconds((long) (grown * Company.HISTORY.minus(LAST_DAY).toSeconds())));
        if (campaign.source() == Campaign.Source.EVENT) {
            return listDay(from, at);
        }
        DayOfWeek day = at.atZone(ZoneOffset.UTC).getDayOfWeek();
        boolean weekend = day == DayOfWeek.SATURDAY || day == DayOfWeek.SUNDAY;
        Instant twoDaysBefore = at.minus(2, ChronoUnit.DAYS);
        return weekend && dice.chance(0.7) && twoDaysBefore.isAfter(from) ? twoDaysBefore : at;
    }

    /** Visitors of trade shows are loaded as one list, all in one second. */
    private static Instant listDay(Instant from, Instant at) {
        long days = Duration.between(from, at).toDays();
        return from.plus(days - days % DAYS_BETWEEN_LISTS, ChronoUnit.DAYS);
    }

    private Lead another(int number, Lead first, Firm firm, Country country) {
        Instant at = laterThan(first.createdAt());
        Campaign campaign = dice.weighted(Campaigns.ALL, Campaign::leadShare);
        if (dice.chance(0.45)) {
            return duplicate(number, first, country, at, campaign);
        }
        Person colleague = people.person(number, firm, country);
        LeadWork work = new SalesDesk(company.anchor(), dice, at).work(campaign, at);
        return lead(number, colleague, country, at, campaign, beside(first, work));
    }

    private Instant laterThan(Instant first) {
        Instant later = first.plus(dice.around(Duration.ofDays(12), 1.3));
        return later.isBefore(company.anchor())
                ? later
                : first.plusSeconds((long) (dice.fraction()
                        * Duration.between(first, company.anchor()).toSeconds()));
    }

    /** The same person again, on another click. Somebody notices and merges the two, or does not. */
    private Lead duplicate(int number, Lead first, Country country, Instant at, Campaign campaign) {
        Instant noticed = at.plus(dice.around(Duration.ofHours(20), 1.0));
        boolean canMerge = first.fate() instanceof Fate.Stays && noticed.isBefore(company.anchor());
        Fate fate = canMerge && dice.chance(0.8) ? new Fate.Merged(noticed) : new Fate.Stays();
        var work = new LeadWork(List.of(new StatusMove(at, Lead.Status.NEW)), fate);
        return lead(number, first.person(), country, at, campaign, work);
    }

    /** A colleague of somebody whose deal is open already joins that deal more often than not. */
    private LeadWork beside(Lead first, LeadWork work) {
        if (!(work.fate() instanceof Fate.OpenedDeal(Instant at))) {
            return work;
        }
        boolean dealThere = first.fate() instanceof Fate.OpenedDeal(Instant opened) && opened.isBefore(at);
        return new LeadWork(
                work.statuses(), dealThere && dice.chance(0.75) ? new Fate.JoinedDeal(at) : new Fate.BecameContact(at));
    }

    private Lead lead(int number, Person person, Country country, Instant at, Campaign campaign, LeadWork work) {
        Optional<Click> click = website.click(campaign, at);
        AdConsent consent = switch (dice.between(1, 100) / 10) {
            case 0 -> AdConsent.DENIED;
            case 1, 2 -> AdConsent.NOT_ASKED;
            default -> AdConsent.GRANTED;
        };
        var lead = new Lead(
                number,
                person,
                country.written(dice),
                at,
                campaign,
                click,
                click.map(website::capture).orElseGet(website::staleCookie),
                consent,
                work.statuses(),
                work.fate());
        return new LeadGenForms(company).filledIn(lead).orElse(lead);
    }

    private static Instant seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }
}
