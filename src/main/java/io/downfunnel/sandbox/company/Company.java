package io.downfunnel.sandbox.company;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.downfunnel.sandbox.AdClick;
import io.downfunnel.sandbox.SandboxWorld;

/**
 * A company's marketing and sales over 14 months. It keeps nothing: every story is told afresh from the seed, so that a
 * hundred thousand leads take no more memory than one.
 *
 * @param seed the same seed tells the same stories
 * @param anchor where the stories end; whole seconds
 * @param leads how many leads there are in all
 * @param googleAccount the Google Ads account that pays for the company's Google clicks
 * @param linkedInAccount likewise at LinkedIn
 */
public record Company(long seed, Instant anchor, int leads, String googleAccount, String linkedInAccount) {

    /** Nobody worked in the last minutes, so that one extraction reads all there is although it keeps its distance. */
    public static final Duration QUIET = Duration.ofMinutes(10);

    /** How long the company has kept its CRM. */
    public static final Duration HISTORY = Duration.ofDays(425);

    public Company {
        anchor = Instant.ofEpochSecond(anchor.getEpochSecond());
        if (leads < 0) {
            throw new IllegalArgumentException("A company cannot have " + leads + " leads");
        }
    }

    /** The company of a sandbox: all vendors tell of the same one. */
    public static Company of(SandboxWorld world) {
        return new Company(
                world.settings().seed(),
                world.anchor().minus(QUIET),
                world.settings().leads(),
                world.accounts().google().customerId(),
                world.accounts().linkedin().accountId());
    }

    /**
     * Moves what would be between four and a half and six hours old at the anchor an hour and a half back. Clicks come of age after
     * six hours; without this gap, what a second sync right after the first one sends would be a matter of minutes.
     */
    Instant outsideTheGap(Instant at) {
        var age = Duration.between(at, anchor);
        var inTheGap = age.compareTo(Duration.ofMinutes(270)) > 0 && age.compareTo(Duration.ofHours(6)) <= 0;
        return inTheGap ? at.minus(Duration.ofMinutes(90)) : at;
    }

    /** All stories, in the order in which they began. */
    public Stream<Story> stories() {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(new Telling(), Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    /**
     * Every click that led to a lead, as the platforms remember it: right even where the CRM has it wrong. Behind a test there
     * is nobody whom a platform would know.
     */
    public Stream<AdClick> clicks() {
        var forms = new LeadGenForms(this);
        return stories()
                .flatMap(story -> story.leads().stream())
                .filter(lead -> !forms.isTest(lead))
                .flatMap(lead -> lead.click().map(click -> click.knownAs(lead.person())).stream());
    }

    /** Every Lead Gen Form that was filled in, in the order of the stories. */
    public Stream<FormResponse> formResponses() {
        var forms = new LeadGenForms(this);
        return stories()
                .flatMap(story -> story.leads().stream()
                        .flatMap(lead -> lead
                                .click()
                                .filter(click -> click.kind() == AdClick.Kind.LI_FORM_RESPONSE)
                                .map(click -> new FormResponse(
                                        lead.number(),
                                        click.value(),
                                        click.clickedAt(),
                                        click.campaign(),
                                        forms.isTest(lead),
                                        lead.person(),
                                        story.firm().name()))
                                .stream()));
    }

    public List<Campaign> campaigns() {
        return Campaigns.ALL;
    }

    /** What the platforms report per advertised campaign and day, by campaign, then day. */
    public List<CampaignDay> campaignDays() {
        var leadsOf = stories()
                .flatMap(story -> story.leads().stream())
                .filter(lead -> lead.campaign().advertised())
                .collect(Collectors.groupingBy(
                        lead -> new CampaignAndDay(lead.campaign(), day(lead.createdAt())), Collectors.counting()));
        LocalDate first = day(anchor.minus(HISTORY));
        LocalDate last = day(anchor);
        return Campaigns.ALL.stream()
                .filter(Campaign::advertised)
                .flatMap(campaign -> LongStream.rangeClosed(first.toEpochDay(), last.toEpochDay())
                        .mapToObj(LocalDate::ofEpochDay)
                        .map(day ->
                                reported(campaign, day, leadsOf.getOrDefault(new CampaignAndDay(campaign, day), 0L))))
                .toList();
    }

    private record CampaignAndDay(Campaign campaign, LocalDate day) {}

    private CampaignDay reported(Campaign campaign, LocalDate day, long leads) {
        var dice = new Dice(seed ^ day.toEpochDay() * 31 ^ campaign.id().hashCode());
        long clicks = Math.round((leads + dice.fraction()) * campaign.clicksPerLead() * (0.8 + 0.4 * dice.fraction()));
        long impressions = Math.round(clicks / (campaign.clickThroughRate() * (0.9 + 0.2 * dice.fraction())));
        BigDecimal cost = campaign.costPerClick()
                .multiply(BigDecimal.valueOf(clicks))
                .multiply(BigDecimal.valueOf(0.9 + 0.2 * dice.fraction()))
                .setScale(2, RoundingMode.HALF_EVEN);
        return new CampaignDay(campaign, day, impressions, clicks, cost);
    }

    private static LocalDate day(Instant instant) {
        return instant.atZone(ZoneOffset.UTC).toLocalDate();
    }

    private final class Telling implements Iterator<Story> {
        private int stories;
        private int told;

        @Override
        public boolean hasNext() {
            return told < leads;
        }

        @Override
        public Story next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            var dice = new Dice(seed * 1_000_003 + stories);
            Story story = new StoryTeller(Company.this, dice).tell(stories, told);
            stories++;
            told += story.leads().size();
            return story;
        }
    }
}
