package io.downfunnel.sandbox.google.ads;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.downfunnel.sandbox.google.AdsAccounts;
import io.downfunnel.sandbox.google.AdsDesk;
import io.downfunnel.sandbox.google.ConversionAction;
import io.downfunnel.sandbox.google.Customer;

/** What can be done with an account's conversion actions. Changes of one request see each other. google.md §3.8. */
final class ActionRules {

    /** What a change comes to. */
    sealed interface Result {

        record Changed(ConversionAction action) implements Result {}

        record No(AdsError error) implements Result {}
    }

    private static final Pattern NAME = Pattern.compile("customers/(\\d+)/conversionActions/(\\d+)");
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_WINDOW = 90;
    private static final Set<String> SETTABLE = Set.of(
            "name",
            "category",
            "status",
            "primary_for_goal",
            "counting_type",
            "click_through_lookback_window_days",
            "value_settings.default_value",
            "value_settings.default_currency_code",
            "value_settings.always_use_default_value");

    /** Taken without a word, and without effect on what the sandbox does. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "attribution_model_settings.attribution_model",
            "view_through_lookback_window_days",
            "include_in_conversions_metric");

    private final AdsDesk desk;
    private final Customer customer;
    private final Map<String, ConversionAction> actions = new LinkedHashMap<>();
    private long next;

    ActionRules(AdsDesk desk, Customer customer) {
        this.desk = desk;
        this.customer = customer;
        AdsAccounts accounts = desk.accounts();
        accounts.actionsOf(customer.id()).forEach(action -> actions.put(action.id(), action));
        next = Long.parseLong(accounts.nextActionId());
    }

    Result result(ActionChange change) {
        if (!customer.conversionCustomer().equals(customer.id())) {
            return no("mutateError", "MUTATE_NOT_ALLOWED", "The account's conversion actions are its manager's.", "");
        }
        Result result = switch (change.kind()) {
            case CREATE -> create(change);
            case UPDATE -> update(change);
            case REMOVE -> remove(change);
            case NOTHING -> no("requestError", "OPERATION_REQUIRED", "The operation says nothing.", "");
        };
        if (result instanceof Result.Changed(var action)) {
            actions.put(action.id(), action);
        }
        return result;
    }

    private Result create(ActionChange change) {
        Map<String, String> fields = change.fields();
        if (fields.getOrDefault("name", "").isBlank()) {
            return new Result.No(AdsError.missing("create.name"));
        }
        if (!fields.containsKey("type")) {
            return new Result.No(AdsError.missing("create.type"));
        }
        if (!Set.of("UPLOAD_CLICKS", "WEBPAGE").contains(fields.get("type"))) {
            return no(
                    "conversionActionError",
                    "CREATION_NOT_SUPPORTED",
                    "Conversion actions of this type are not made here.",
                    "create.type");
        }
        var fresh = ConversionAction.fresh(String.valueOf(next), customer.id(), desk.usableFrom())
                .with("type", fields.get("type"));
        Result result = with(fresh, fields, fields.keySet().stream().filter(field -> !field.equals("type")), "create");
        if (result instanceof Result.Changed) {
            next++;
        }
        return result;
    }

    private Result update(ActionChange change) {
        Optional<ConversionAction> action = find(change.resourceName());
        if (action.isEmpty()) {
            return notFound("update.resource_name");
        }
        if (change.mask().isEmpty()) {
            return no("fieldMaskError", "FIELD_MASK_MISSING", "An update needs its field mask.", "update_mask");
        }
        Stream<String> fields = change.mask().stream()
                .flatMap(field -> field.equals("value_settings")
                        ? SETTABLE.stream().filter(one -> one.startsWith("value_settings."))
                        : Stream.of(field));
        return with(action.get(), change.fields(), fields, "update");
    }

    private Result remove(ActionChange change) {
        return find(change.resourceName())
                .<Result>map(action -> new Result.Changed(action.with("status", "REMOVED")))
                .orElseGet(() -> notFound("remove"));
    }

    private Result with(ConversionAction action, Map<String, String> values, Stream<String> fields, String path) {
        ConversionAction changed = action;
        for (String field : fields.filter(one -> !one.equals("resource_name")).toList()) {
            Optional<AdsError> error = error(action, field, values.getOrDefault(field, ""));
            if (error.isPresent()) {
                return new Result.No(error.get().at(path + "." + field));
            }
            if (SETTABLE.contains(field)) {
                changed = changed.with(field, values.getOrDefault(field, unset(field)));
            }
        }
        return new Result.Changed(changed);
    }

    /** A field that a mask names and the message does not have is cleared. */
    private static String unset(String field) {
        return switch (field) {
            case "value_settings.default_value" -> "0";
            case "value_settings.default_currency_code" -> Customer.CURRENCY;
            case "category" -> "DEFAULT";
            case "status" -> "ENABLED";
            default -> "false";
        };
    }

    private Optional<AdsError> error(ConversionAction action, String field, String value) {
        return switch (field) {
            case "name" -> name(action, value);
            case "type" -> Optional.of(AdsError.of("fieldError", "IMMUTABLE_FIELD", "The type cannot be changed."));
            case "status" ->
                value.equals("REMOVED")
                        ? Optional.of(AdsError.of("fieldError", "INVALID_VALUE", "Use a remove operation."))
                        : Optional.empty();
            case "click_through_lookback_window_days" -> window(value);
            default ->
                SETTABLE.contains(field) || WITHOUT_EFFECT.contains(field)
                        ? Optional.empty()
                        : Optional.of(AdsError.of("fieldError", "VALUE_MUST_BE_UNSET", "The field cannot be set."));
        };
    }

    private Optional<AdsError> name(ConversionAction action, String name) {
        if (name.isBlank()) {
            return Optional.of(AdsError.missing(""));
        }
        if (name.length() > LONGEST_NAME) {
            return Optional.of(AdsError.of("stringLengthError", "TOO_LONG", "The name is too long."));
        }
        boolean taken = actions.values().stream()
                .anyMatch(other -> !other.removed()
                        && !other.id().equals(action.id())
                        && other.name().equalsIgnoreCase(name));
        return taken
                ? Optional.of(AdsError.of(
                        "conversionActionError",
                        "DUPLICATE_NAME",
                        "The specified conversion action name already exists."))
                : Optional.empty();
    }

    private static Optional<AdsError> window(String days) {
        long count = days.isEmpty() ? 0 : Long.parseLong(days);
        if (count < 1) {
            return Optional.of(AdsError.of("rangeError", "TOO_LOW", "Too low."));
        }
        return count > LONGEST_WINDOW
                ? Optional.of(AdsError.of("rangeError", "TOO_HIGH", "Too high."))
                : Optional.empty();
    }

    private Optional<ConversionAction> find(String resourceName) {
        Matcher name = NAME.matcher(resourceName);
        return name.matches() && name.group(1).equals(customer.id())
                ? Optional.ofNullable(actions.get(name.group(2))).filter(action -> !action.removed())
                : Optional.empty();
    }

    private static Result notFound(String path) {
        return no("mutateError", "RESOURCE_NOT_FOUND", "Resource was not found.", path);
    }

    private static Result no(String family, String code, String message, String path) {
        return new Result.No(AdsError.of(family, code, message).at(path));
    }
}
