"""The database's own guard on appointments: a post in its kind of organisation, no two that exclude each other."""

from accounts.posts import INCOMPATIBLE, KIND_OF_POST


def guard() -> str:
    """PL/pgSQL body of the trigger; its tables are written from accounts.posts so that there is one source.

    The user's row is locked first: two grants at once are looked at one after the other.
    """
    places = ", ".join(f"('{post.value}', '{kind.value}')" for post, kind in KIND_OF_POST.items())
    pairs = ", ".join(f"('{a}', '{b}')" for a, b in sorted(_both_ways()))
    return f"""
        IF NEW.revoked_at IS NOT NULL THEN
            RETURN NEW;
        END IF;
        PERFORM 1 FROM accounts_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
        IF NOT EXISTS (
            SELECT 1 FROM accounts_organisation o
            JOIN (VALUES {places}) AS place(post, kind) ON place.kind = o.kind
            WHERE o.id = NEW.organisation_id AND place.post = NEW.post
        ) THEN
            RAISE EXCEPTION '岗位与机构类型不符：%', NEW.post
                USING ERRCODE = 'check_violation', CONSTRAINT = 'post_fits_kind_of_organisation';
        END IF;
        IF NEW.ends_on < NEW.starts_on THEN
            RETURN NEW;  -- a check constraint refuses it, in words; a range of such days cannot be made
        END IF;
        SELECT a.post INTO clash FROM accounts_appointment a
        JOIN (VALUES {pairs}) AS pair(mine, other) ON pair.mine = NEW.post AND pair.other = a.post
        WHERE a.user_id = NEW.user_id AND a.organisation_id = NEW.organisation_id AND a.id IS DISTINCT FROM NEW.id
            AND a.revoked_at IS NULL
            AND daterange(a.starts_on, a.ends_on, '[]') && daterange(NEW.starts_on, NEW.ends_on, '[]')
        LIMIT 1;
        IF clash IS NOT NULL THEN
            RAISE EXCEPTION '不相容岗位不得由一人兼任：% 与 %', NEW.post, clash
                USING ERRCODE = 'check_violation', CONSTRAINT = 'posts_of_one_user_are_compatible';
        END IF;
        RETURN NEW;
    """


def _both_ways() -> set[tuple[str, str]]:
    pairs = {tuple(sorted(post.value for post in pair)) for pair in INCOMPATIBLE}
    return {(a, b) for a, b in pairs} | {(b, a) for a, b in pairs}
