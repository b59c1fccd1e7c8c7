-- Roles are the cluster's, not the database's: two databases made at once may both try.
DO $$
BEGIN
    BEGIN CREATE ROLE lianzheng_app NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END;
    BEGIN CREATE ROLE lianzheng_media NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END;
    IF NOT pg_has_role(current_user, 'lianzheng_app', 'MEMBER') THEN
        EXECUTE format('GRANT lianzheng_app, lianzheng_media TO %I', current_user);
    END IF;
END
$$;
