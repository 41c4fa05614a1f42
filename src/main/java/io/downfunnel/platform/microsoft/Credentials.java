package io.downfunnel.platform.microsoft;

/**
 * Who we are to Microsoft, beside the token. Prints no secret.
 *
 * @param developerToken of the program's maker; goes into a header and nowhere else
 * @param customer whom the account belongs to, digits
 * @param account digits
 */
record Credentials(String developerToken, String customer, String account) {
    @Override
    public String toString() {
        return "account " + account + " of customer " + customer;
    }
}
