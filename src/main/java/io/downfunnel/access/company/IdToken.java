package io.downfunnel.access.company;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodeValidator;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;

import io.downfunnel.access.Secret;

/**
 * Reads what the provider signed about a person, and believes it only if everything fits (OpenID Connect Core 1.0 §3.1.3.7):
 * signature, issuer, audience, time, and that it answers this very sign-in.
 *
 * @param issuer whose word it must be
 * @param clientId for whom it must be
 * @param nonce of this sign-in
 */
record IdToken(String issuer, String clientId, Secret nonce, Instant now) {
    private static final int SKEW_SECONDS = 60;
    private static final int A_DAY = 86_400;
    private static final int LONGEST = 100_000;

    /** Codes of our own, beside jose4j's. */
    private static final int NONCE = -1001;

    private static final int PARTY = -1002;

    /** Signed with a key of the provider's own. "none", and all that is signed with a word both know, is left out. */
    private static final AlgorithmConstraints ALGORITHMS = new AlgorithmConstraints(
            ConstraintType.PERMIT,
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.RSA_USING_SHA384,
            AlgorithmIdentifiers.RSA_USING_SHA512,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA512,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
            AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512,
            AlgorithmIdentifiers.EDDSA);

    private static final List<Integer> OF_TIME = List.of(
            ErrorCodes.EXPIRED,
            ErrorCodes.NOT_YET_VALID,
            ErrorCodes.ISSUED_AT_INVALID_FUTURE,
            ErrorCodes.ISSUED_AT_INVALID_PAST);

    /** No key that we know has signed it. The provider may have newer ones. */
    static final class UnknownKey extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** @throws ProviderException when it is not to be believed */
    Claims read(String token, List<JsonWebKey> keys) throws UnknownKey {
        try {
            return new Claims(consumer(keys)
                    .processToClaims(token.length() > LONGEST ? "" : token)
                    .getClaimsMap());
        } catch (InvalidJwtException e) {
            if (e.hasErrorCode(ErrorCodes.MISCELLANEOUS) || e.hasErrorCode(ErrorCodes.SIGNATURE_INVALID)) {
                throw new UnknownKey();
            }
            throw refused(e);
        }
    }

    private JwtConsumer consumer(List<JsonWebKey> keys) {
        var known = new JwksVerificationKeyResolver(keys);
        known.setDisambiguateWithVerifySignature(true);
        return new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(ALGORITHMS)
                .setVerificationKeyResolver(known)
                .setExpectedIssuer(true, issuer)
                .setExpectedAudience(true, clientId)
                .setRequireSubject()
                .setRequireExpirationTime()
                .setRequireIssuedAt()
                .setIssuedAtRestrictions(0, A_DAY)
                .setEvaluationTime(NumericDate.fromMilliseconds(now.toEpochMilli()))
                .setAllowedClockSkewInSeconds(SKEW_SECONDS)
                .registerValidator((ErrorCodeValidator)
                        context -> error(NONCE, nonce.is(text(context.getJwtClaims(), "nonce"))))
                .registerValidator((ErrorCodeValidator) context -> error(PARTY, forUs(context.getJwtClaims())))
                .build();
    }

    private static ErrorCodeValidator.Error error(int code, boolean fits) {
        return fits ? null : new ErrorCodeValidator.Error(code, word(code));
    }

    /** A token for several has to say who asked for it. */
    private boolean forUs(JwtClaims claims) throws MalformedClaimException {
        return claims.hasClaim("azp")
                ? text(claims, "azp").equals(clientId)
                : claims.getAudience().size() == 1;
    }

    private static String text(JwtClaims claims, String name) throws MalformedClaimException {
        return claims.hasClaim(name) ? claims.getStringClaimValue(name) : "";
    }

    /** The message of the library holds the whole token, which is about a person: only its codes are taken. */
    private static ProviderException refused(InvalidJwtException e) {
        var codes = e.getErrorDetails().stream()
                .map(ErrorCodeValidator.Error::getErrorCode)
                .toList();
        var time = !codes.isEmpty() && OF_TIME.containsAll(codes);
        return new ProviderException(
                time ? Refusal.WRONG_TIME : Refusal.NOT_GENUINE,
                "the ID token was refused for its "
                        + codes.stream().map(IdToken::word).distinct().collect(Collectors.joining(", ")));
    }

    private static String word(int code) {
        return switch (code) {
            case NONCE -> "nonce";
            case PARTY -> "authorized party";
            case ErrorCodes.EXPIRED, ErrorCodes.EXPIRATION_MISSING -> "time of expiry";
            case ErrorCodes.NOT_YET_VALID, ErrorCodes.ISSUED_AT_INVALID_FUTURE, ErrorCodes.ISSUED_AT_MISSING ->
                "time of issue";
            case ErrorCodes.AUDIENCE_INVALID, ErrorCodes.AUDIENCE_MISSING -> "audience";
            case ErrorCodes.ISSUER_INVALID, ErrorCodes.ISSUER_MISSING -> "issuer";
            case ErrorCodes.SUBJECT_MISSING, ErrorCodes.SUBJECT_INVALID -> "subject";
            case ErrorCodes.SIGNATURE_INVALID, ErrorCodes.SIGNATURE_MISSING -> "signature";
            default -> "form (code " + code + ")";
        };
    }
}
