package io.downfunnel.platform.google.ads;

import java.time.LocalDate;

import io.downfunnel.domain.Days;

/** What we ask Google Ads, in its query language, in the fields of v23 (google.md §3.7 to §3.9). Each question costs one operation. */
final class Queries {
    private Queries() {}

    /** v26 has no {@code enhanced_conversions_for_leads_enabled} any more, but {@code effective_enablement_setting}. */
    static final String CUSTOMER = """
            SELECT customer.id, customer.descriptive_name, customer.currency_code, customer.time_zone, customer.manager,
                   customer.auto_tagging_enabled,
                   customer.conversion_tracking_setting.google_ads_conversion_customer,
                   customer.conversion_tracking_setting.conversion_tracking_status,
                   customer.conversion_tracking_setting.accepted_customer_data_terms,
                   customer.conversion_tracking_setting.enhanced_conversions_for_leads_enabled
            FROM customer""";

    /** Of every type and status, so that we can say why one takes no uploads. */
    static final String ACTIONS = """
            SELECT conversion_action.id, conversion_action.name, conversion_action.type, conversion_action.category,
                   conversion_action.status, conversion_action.owner_customer, conversion_action.primary_for_goal,
                   conversion_action.counting_type, conversion_action.click_through_lookback_window_days,
                   conversion_action.value_settings.default_value,
                   conversion_action.value_settings.default_currency_code,
                   conversion_action.value_settings.always_use_default_value
            FROM conversion_action""";

    static final String UPLOADS = """
            SELECT offline_conversion_upload_conversion_action_summary.conversion_action_id,
                   offline_conversion_upload_conversion_action_summary.conversion_action_name,
                   offline_conversion_upload_conversion_action_summary.client,
                   offline_conversion_upload_conversion_action_summary.status,
                   offline_conversion_upload_conversion_action_summary.total_event_count,
                   offline_conversion_upload_conversion_action_summary.successful_event_count,
                   offline_conversion_upload_conversion_action_summary.pending_event_count,
                   offline_conversion_upload_conversion_action_summary.last_upload_date_time,
                   offline_conversion_upload_conversion_action_summary.daily_summaries,
                   offline_conversion_upload_conversion_action_summary.alerts
            FROM offline_conversion_upload_conversion_action_summary""";

    /** Whatever state the campaign is in: paused and removed ones had cost too. */
    static String costs(Days days) {
        return """
                SELECT segments.date, customer.id, customer.currency_code, customer.time_zone,
                       campaign.id, campaign.name, campaign.status, campaign.advertising_channel_type,
                       metrics.cost_micros, metrics.impressions, metrics.clicks,
                       metrics.conversions, metrics.conversions_value, metrics.all_conversions
                FROM campaign
                WHERE segments.date BETWEEN '%s' AND '%s'""".formatted(days.first(), days.last());
    }

    /**
     * All conversions, since those that no bid follows are in no other figure; by the day of the click and by their own. Cost
     * cannot stand beside a conversion action, so this is a question of its own.
     */
    static String counted(Days days) {
        return """
                SELECT segments.date, segments.conversion_action, customer.currency_code, campaign.id,
                       metrics.all_conversions, metrics.all_conversions_value,
                       metrics.all_conversions_by_conversion_date, metrics.all_conversions_value_by_conversion_date
                FROM campaign
                WHERE segments.date BETWEEN '%s' AND '%s'""".formatted(days.first(), days.last());
    }

    /** Google Ads takes exactly one day, at most 90 days back. */
    static String clicks(LocalDate day) {
        return """
                SELECT segments.date, click_view.gclid, campaign.id, campaign.name, ad_group.id, ad_group.name,
                       click_view.ad_group_ad, click_view.keyword, click_view.keyword_info.text,
                       click_view.keyword_info.match_type, segments.ad_network_type, segments.device, metrics.clicks
                FROM click_view WHERE segments.date = '%s'""".formatted(day);
    }
}
