package io.downfunnel.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.downfunnel.domain.ConversionState.Word;
import io.downfunnel.report.ConnectionNames;
import io.downfunnel.report.Wording;
import io.downfunnel.store.ConversionReadStore.Count;

/**
 * A destination with its conversions in the eight words.
 *
 * @param total of all conversions, in whatever state
 * @param stopped why nothing may be sent there, by whom and since when; empty when something may
 * @param troubled whether its connection does not work at present, so that nothing is sent
 * @param reasons why conversions were not sent or wait for somebody, the most frequent first; those of each word add up to
 *     its count
 * @param bar how the words share the whole, for the eye
 */
public record DestinationView(
        String name,
        String total,
        String href,
        String stopped,
        boolean troubled,
        List<WordCount> words,
        List<ReasonCount> reasons,
        List<Share> bar) {
    private static final Set<Word> NOT_SENT = Set.of(Word.EXCLUDED, Word.NEEDS_YOU, Word.ON_HOLD, Word.EXPIRED);
    private static final int MOST_REASONS = 6;

    public record WordCount(StateWord word, String count, boolean none, String href) {}

    public record ReasonCount(StateWord word, String text, String count, String href) {}

    /** In percent of the bar. */
    public record Share(String slug, String from, String width) {}

    public DestinationView {
        words = List.copyOf(words);
        reasons = List.copyOf(reasons);
        bar = List.copyOf(bar);
    }

    /** @param destinations also those that have no conversion yet */
    static List<DestinationView> of(
            List<Count> counts,
            Set<String> destinations,
            Set<String> troubled,
            Map<String, String> stopped,
            ConnectionNames names) {
        var all = new TreeSet<>(destinations);
        counts.forEach(count -> all.add(count.destination()));
        return all.stream()
                .map(name -> of(
                        name,
                        counts.stream()
                                .filter(count -> count.destination().equals(name))
                                .toList(),
                        troubled.contains(name),
                        stopped.getOrDefault(name, ""),
                        names))
                .toList();
    }

    private static DestinationView of(
            String name, List<Count> counts, boolean troubled, String stopped, ConnectionNames names) {
        var list = Link.to("/conversions").with("destination", name);
        var byWord = new TreeMap<Word, Long>();
        counts.forEach(count -> byWord.merge(count.state().word(), count.conversions(), Long::sum));
        var total = counts.stream().mapToLong(Count::conversions).sum();
        return new DestinationView(
                names.of(name),
                Wording.number(total),
                list.toString(),
                stopped,
                troubled,
                StateWord.ALL.stream()
                        .map(word -> wordCount(word, byWord.getOrDefault(word.word(), 0L), list))
                        .toList(),
                reasons(counts, list),
                bar(byWord, total));
    }

    private static WordCount wordCount(StateWord word, long count, Link list) {
        return new WordCount(
                word,
                Wording.number(count),
                count == 0,
                list.with("state", word.slug()).toString());
    }

    private record Why(Word word, String reason) {}

    /** The rarer ones are one line for each word. */
    private static List<ReasonCount> reasons(List<Count> counts, Link list) {
        var all = new LinkedHashMap<Why, Long>();
        counts.stream()
                .filter(count -> NOT_SENT.contains(count.state().word()))
                .forEach(count -> all.merge(
                        new Why(count.state().word(), count.reason().orElse("")), count.conversions(), Long::sum));
        var frequent = all.entrySet().stream()
                .filter(each -> !each.getKey().reason().isEmpty())
                .sorted(Map.Entry.<Why, Long>comparingByValue().reversed())
                .limit(MOST_REASONS)
                .map(Map.Entry::getKey)
                .toList();
        var rest = new TreeMap<Word, Long>();
        all.forEach((why, count) -> {
            if (!frequent.contains(why)) {
                rest.merge(why.word(), count, Long::sum);
            }
        });
        return Stream.concat(
                        frequent.stream().map(why -> reason(why, all.get(why), list)),
                        rest.entrySet().stream()
                                .sorted(Map.Entry.<Word, Long>comparingByValue().reversed())
                                .map(each -> others(
                                        each.getKey(),
                                        each.getValue(),
                                        frequent.stream().anyMatch(why -> why.word() == each.getKey()),
                                        list)))
                .toList();
    }

    private static ReasonCount reason(Why why, long count, Link list) {
        var word = StateWord.of(why.word());
        return new ReasonCount(
                word,
                Wording.ofReason(why.reason()),
                Wording.number(count),
                list.with("state", word.slug()).with("reason", why.reason()).toString());
    }

    /** @param other whether some reasons of the word are named */
    private static ReasonCount others(Word each, long count, boolean other, Link list) {
        var word = StateWord.of(each);
        return new ReasonCount(
                word,
                word.text() + (other ? " for other reasons" : " for rarer reasons"),
                Wording.number(count),
                list.with("state", word.slug()).toString());
    }

    private static List<Share> bar(TreeMap<Word, Long> byWord, long total) {
        var shares = new ArrayList<Share>();
        double from = 0;
        for (var word : StateWord.ALL) {
            var width = total == 0 ? 0 : 100.0 * byWord.getOrDefault(word.word(), 0L) / total;
            if (width > 0) {
                shares.add(new Share(word.slug(), percent(from), percent(width)));
                from += width;
            }
        }
        return shares;
    }

    private static String percent(double value) {
        return String.format(java.util.Locale.ROOT, "%.3f", value);
    }
}
