package io.downfunnel.platform;

import java.util.List;
import java.util.Set;

import io.downfunnel.domain.ConversionEvent;

/** For tests of what comes before anything is sent: it is there, and nothing is asked of it. */
public class IdleAccount implements AdAccount {
    @Override
    public Receipt upload(List<ConversionEvent> batch) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Verdict verdict(String requestId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<CheckItem> check(Set<String> actions) {
        return List.of();
    }

    @Override
    public void close() {}
}
