package io.downfunnel.extract.salesforce;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts what comes out of decompression: a small answer can unpack to gigabytes. */
final class CappedStream extends FilterInputStream {
    private final int cap;
    private long seen;

    CappedStream(InputStream in, int cap) {
        super(in);
        this.cap = cap;
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        count(b < 0 ? 0 : 1);
        return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = super.read(buffer, offset, length);
        count(Math.max(0, n));
        return n;
    }

    private void count(int n) {
        seen += n;
        if (seen > cap) {
            throw CappedBody.tooLarge(cap);
        }
    }
}
