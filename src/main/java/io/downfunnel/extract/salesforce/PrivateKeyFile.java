package io.downfunnel.extract.salesforce;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Pattern;

/** An RSA key in PKCS#8 PEM form. */
public final class PrivateKeyFile {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----(.+?)-----END PRIVATE KEY-----", Pattern.DOTALL);

    private PrivateKeyFile() {}

    /** @throws SalesforceException that names the file and never what is in it */
    public static RSAPrivateKey read(Path file) {
        try {
            return parse(Files.readString(file), file);
        } catch (IOException e) {
            throw unusable(file, "cannot be read");
        }
    }

    private static RSAPrivateKey parse(String pem, Path file) {
        var body = PKCS8.matcher(pem);
        if (!body.find()) {
            throw unusable(file, "is not in PKCS#8 PEM form; convert it with: openssl pkcs8 -topk8 -nocrypt");
        }
        try {
            var encoded = Base64.getMimeDecoder().decode(body.group(1));
            return (RSAPrivateKey) KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw unusable(file, "holds no RSA key");
        }
    }

    private static SalesforceException unusable(Path file, String why) {
        return new SalesforceException("PRIVATE_KEY_UNUSABLE", "The private key file " + file + " " + why);
    }
}
