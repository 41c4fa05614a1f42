-- Microsoft's click ID, where the CRM keeps it.
alter table lead add column msclkid text;
alter table opportunity add column msclkid text;
alter table contact add column msclkid text;
