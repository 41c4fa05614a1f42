package io.downfunnel.extract;

/** Ids of CRM records: 15 characters in which case matters, or the same with 3 more in which it does not. */
final class RecordId {
    private static final int SHORT = 15;
    private static final int FIVE = 5;
    private static final String CHECKSUMS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

    private RecordId() {}

    /** The 18 characters of it; anything but 15 characters stays as it is. */
    static String full(String id) {
        return id.length() == SHORT ? id + checksum(id) : id;
    }

    /** One character for every five, which tells where the capital letters are. */
    private static String checksum(String id) {
        var checksum = new StringBuilder();
        for (int start = 0; start < SHORT; start += FIVE) {
            int capitals = 0;
            for (int i = 0; i < FIVE; i++) {
                var c = id.charAt(start + i);
                if (c >= 'A' && c <= 'Z') {
                    capitals |= 1 << i;
                }
            }
            checksum.append(CHECKSUMS.charAt(capitals));
        }
        return checksum.toString();
    }
}
