package io.downfunnel.platform.google;

import java.util.List;
import java.util.Set;

import io.downfunnel.domain.Adjustment;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.Receipt;
import io.downfunnel.platform.Verdict;

/** How conversions get to Google. There are two ways, and an account goes one of them. */
interface Route extends AutoCloseable {

    Receipt upload(List<ConversionEvent> batch);

    Receipt validate(List<ConversionEvent> batch);

    Receipt restate(List<Adjustment.Restatement> batch);

    /** @throws UnsupportedOperationException where each row is answered at once */
    Verdict verdict(String requestId);

    List<CheckItem> check(Set<String> actions);

    @Override
    void close();
}
