package io.downfunnel.sandbox.company;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;

import io.downfunnel.sandbox.AdClick;

/** Makes up click IDs that look, and where it is known are built, like the real ones. */
final class ClickIds {

    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();
    private static final ZoneId PACIFIC = ZoneId.of("America/Los_Angeles");

    private final Dice dice;

    ClickIds(Dice dice) {
        this.dice = dice;
    }

    String make(AdClick.Kind kind, Instant clickedAt) {
        return switch (kind) {
            case GCLID -> dice.chance(0.35) ? toTheMicrosecond(clickedAt) : toTheDay(clickedAt);
            case GBRAID -> "0AAAAA" + URL.encodeToString(dice.bytes(13)).substring(0, 17) + "_";
            case WBRAID -> URL.encodeToString(join(new byte[] {0x0a, 0x38, 0x0a, 0x08}, dice.bytes(54)));
            case MSCLKID -> HexFormat.of().formatHex(dice.bytes(16));
            case LI_FAT_ID -> uuid();
            case LI_FORM_RESPONSE -> uuid() + "-" + dice.between(1, 9);
        };
    }

    private String uuid() {
        return new UUID(dice.bits() & ~0xF000L | 0x4000L, dice.bits() & ~(3L << 62) | 1L << 63).toString();
    }

    /** The kind that starts with EAIaIQobChMI and holds the click's time in microseconds. */
    private String toTheMicrosecond(Instant clickedAt) {
        long micros = clickedAt.getEpochSecond() * 1_000_000 + dice.between(0, 999_999);
        return URL.encodeToString(join(
                new byte[] {0x10, 0x02, 0x1a, 0x21, 0x0a, 0x1b, 0x0a, 0x13, 0x08},
                varint(micros),
                new byte[] {0x15},
                dice.bytes(4),
                new byte[] {0x1d},
                dice.bytes(4),
                new byte[] {0x10, 0x00, 0x18, 0x01, 0x20, 0x00, 0x12, 0x02},
                dice.bytes(2),
                new byte[] {(byte) 0xf0, (byte) 0xff, 0x07, 0x01}));
    }

    /** The kind that starts with Cj0KCQ and holds the day of the click: midnight in California. */
    private String toTheDay(Instant clickedAt) {
        long midnight =
                clickedAt.atZone(PACIFIC).toLocalDate().atStartOfDay(PACIFIC).toEpochSecond();
        return URL.encodeToString(join(
                new byte[] {0x0a, 0x3d, 0x0a, 0x09, 0x08},
                varint(midnight),
                new byte[] {0x10},
                varint(dice.between(128, 16_000)),
                new byte[] {0x12, 0x2c, 0x00},
                dice.bytes(43),
                new byte[] {0x1a, 0x02},
                dice.bytes(2),
                new byte[] {0x10, 0x02, (byte) 0xf0, (byte) 0xff, 0x07, 0x01}));
    }

    private static byte[] varint(long value) {
        var bytes = ByteBuffer.allocate(10);
        long rest = value;
        for (; rest > 0x7f; rest >>>= 7) {
            bytes.put((byte) (rest & 0x7f | 0x80));
        }
        bytes.put((byte) rest).flip();
        byte[] result = new byte[bytes.remaining()];
        bytes.get(result);
        return result;
    }

    private static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        var joined = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            joined.put(part);
        }
        return joined.array();
    }
}
