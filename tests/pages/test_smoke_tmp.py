import time
from tests.pages.desk import everything, addresses
def test_x(scene_at, client_of, django_assert_max_num_queries):
    t=time.time(); s=scene_at("cleared"); print("cleared", time.time()-t)
    t=time.time(); e=everything(); print(len(e), time.time()-t)
    for name in ("body_manager","committee_secretary","dispatcher","supervisor","intake_clerk"):
        c=client_of(s,name)
        from django.test.utils import CaptureQueriesContext
        from django.db import connection
        for url in ("/", f"/matters/{s.application.matter}/"):
            t=time.time()
            with CaptureQueriesContext(connection) as q:
                r=c.get(url)
            print(name, url, r.status_code, len(q), round(time.time()-t,3))
    print([n for n,p in addresses() if p.pattern.converters])
