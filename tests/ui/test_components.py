import re
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.db.models import TextChoices

from accounts.templatetags.desk import state_tone
from applications.states import State as ApplicationState
from assessment.states import State as AssessmentState
from tests.ui.drawing import draw
from workflow.refusal import Refusal

TODAY = date(2026, 3, 4)
SCALE_ITEM = (
    """<c-scale-item dimension="adl" :number="3" name="洗脸" field="adl_3" :options="options" :value="value" />"""
)


class Sheet(forms.Form):
    name = forms.CharField(label="姓名", help_text="与身份证一致")
    sex = forms.ChoiceField(label="性别", choices=[("f", "女"), ("m", "男")], widget=forms.RadioSelect)
    undertaking = forms.BooleanField(label="已签承诺书")

    def clean(self) -> dict[str, Any]:
        raise forms.ValidationError("这个人已经登记过。")


def test_a_field_is_read_out_with_its_hint_and_its_error() -> None:
    page = draw('<c-form-field :field="form.name" />', form=Sheet({}))

    box = page.by_id("id_name")
    described_by = str(box["aria-describedby"]).split()
    assert described_by == ["id_name_helptext", "id_name_error"]
    assert all(page.by_id(part) is not None for part in described_by)
    assert box["aria-invalid"] == "true"
    assert page.all("label")[0]["for"] == "id_name"


def test_a_hint_of_the_page_is_wired_like_the_forms_own() -> None:
    page = draw('<c-form-field :field="form.undertaking" hint="未签不能提交" />', form=Sheet())

    assert page.by_id("id_undertaking")["aria-describedby"] == "id_undertaking_helptext"
    assert "未签不能提交" in page.text


def test_radio_buttons_stand_in_a_fieldset_with_a_legend() -> None:
    page = draw('<c-form-field :field="form.sex" />', form=Sheet({}))

    assert page.all("fieldset")[0]["aria-describedby"] == "id_sex_error"
    assert "性别" in page.text
    assert [button["value"] for button in page.all("input")] == ["f", "m"]


def test_a_form_drawn_by_itself_looks_like_its_components() -> None:
    alone = draw("{{ form.name.as_field_group }}", form=Sheet({}))
    component = draw('<c-form-field :field="form.name" />', form=Sheet({}))

    assert alone.elements == component.elements


def test_every_link_of_the_error_summary_leads_to_a_field() -> None:
    page = draw(
        '<c-form :form="form">{% for field in form %}{{ field.as_field_group }}{% endfor %}</c-form>', form=Sheet({})
    )

    links = [str(link["href"]).removeprefix("#") for link in page.all("a")]
    assert links == ["id_name", "id_sex_0", "id_undertaking"]
    assert all(page.by_id(anchor) is not None for anchor in links)
    assert "这个人已经登记过。" in page.text


def test_a_refusal_is_shown_with_code_and_article() -> None:
    refusal = Refusal("too_early", "失能不足 6 个月。", "经办规程第七条", {"disabled_since": "失能日期为 2026-01-10。"})

    page = draw('<c-error-summary :refusal="refusal" />', refusal=refusal)

    for part in ("不能办理", "失能不足 6 个月。", "经办规程第七条", "too_early", "失能日期为 2026-01-10。"):
        assert part in page.text
    assert page.by_id("error-summary")["role"] == "alert"


def test_nothing_is_shown_where_nothing_is_wrong() -> None:
    assert draw('<c-error-summary :form="form" />', form=Sheet()).elements == []


def test_a_creating_form_carries_token_version_and_a_new_key() -> None:
    source = '<c-form version="7" once>' + "</c-form>"

    first, second = (hidden_inputs(source) for _ in range(2))

    assert first["version"] == "7"
    assert first["csrfmiddlewaretoken"]
    assert len(first["request_key"]) == 36
    assert first["request_key"] != second["request_key"]


def test_a_confirmation_repeats_what_happens_and_carries_its_version() -> None:
    source = '<c-confirm-step title="确认撤回？" version="3" submit="撤回" danger>申请将结束。</c-confirm-step>'

    page = draw(source)

    assert "确认撤回？ 申请将结束。 撤回" in page.text
    assert hidden_inputs(source).items() >= {"confirmed": "yes", "version": "3"}.items()
    assert page.all("form")[0]["method"] == "post"


def hidden_inputs(source: str) -> dict[str, str]:
    return {str(box["name"]): str(box["value"]) for box in draw(source).all("input") if box["type"] == "hidden"}


def test_an_empty_list_says_so_and_offers_what_to_do() -> None:
    source = """<c-data-list caption="待办" columns="编号" :rows="rows"
        empty="没有待办。" empty_href="/new/" empty_action="登记" />"""

    page = draw(source, rows=[])

    assert page.text == "待办 没有待办。 登记"
    assert page.all("table") == []
    assert page.all("a")[0]["href"] == "/new/"


def test_a_list_names_its_columns_in_the_head_and_on_each_cell() -> None:
    source = """<c-data-list caption="待办" columns="编号|金额#" :rows="rows">
        <c-row><c-cell label="编号" main>1</c-cell><c-cell label="金额" number>2.00</c-cell></c-row></c-data-list>"""

    page = draw(source, rows=[1])

    assert [head["scope"] for head in page.all("th")] == ["col", "col"]
    assert page.all("th")[1]["class"] == "number"
    assert [cell["data-label"] for cell in page.all("td")] == ["编号", "金额"]


def test_a_closed_act_is_no_link_and_gives_its_reason() -> None:
    refusal = Refusal("wrong_state", "材料审核通过后才能派单。", "经办规程第九条")
    acts = [
        SimpleNamespace(label="审核通过", url="/approve/", main=True, danger=False, refusal=None),
        SimpleNamespace(label="派单", url="/dispatch/", main=False, danger=False, refusal=refusal),
    ]

    page = draw('<c-next-acts :acts="acts" />', acts=acts)

    assert [link["href"] for link in page.all("a")] == ["/approve/"]
    assert "派单 暂不能办 材料审核通过后才能派单。 依据：经办规程第九条" in spaced(page.html)


def spaced(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


@pytest.mark.parametrize(
    ("state", "due", "said"),
    [
        ("running", date(2026, 3, 9), "还有 5 天"),
        ("running", date(2026, 3, 4), "今天到期"),
        ("overdue", date(2026, 3, 2), "已超 2 天"),
        ("paused", date(2026, 3, 9), "已暂停计时"),
        ("met", date(2026, 3, 2), "已完成"),
    ],
)
def test_a_deadline_tells_its_state_in_words(state: str, due: date, said: str) -> None:
    source = '<c-deadline-bar label="材料审核" :due="due" :on="on" :starts="on" state="{{ state }}" why="/why/" />'

    page = draw(source, due=due, on=TODAY, state=state)

    assert said in page.text
    assert f"截至 2026年3月{due.day}日" in page.text
    assert "为什么是这一天：材料审核" in page.text


def test_a_provisional_deadline_is_marked_and_a_settled_one_is_not() -> None:
    source = '<c-deadline-bar label="公示" :due="due" :on="due" :provisional="provisional" />'

    assert "暂定" in draw(source, due=TODAY, provisional=True).text
    assert "暂定" not in draw(source, due=TODAY, provisional=False).text


def test_an_entry_of_the_story_tells_who_in_which_post_did_what_why() -> None:
    entry = {
        "at": datetime(2026, 3, 4, 15, 20),
        "act_label": "受理",
        "old_label": "待受理",
        "new_label": "已受理",
        "actor_name": "李敏",
        "post_label": "受理岗",
        "organisation_name": "经办中心",
        "reason": "材料齐全",
        "citation": "第六条",
    }

    page = draw('<c-story :entries="entries" />', entries=[entry])

    for part in ("受理", "待受理 →变为 已受理", "李敏（受理岗）", "经办中心", "材料齐全", "依据：第六条"):
        assert part in page.text


def test_what_a_person_typed_is_never_markup() -> None:
    page = draw('<c-kv label="姓名">{{ name }}</c-kv><c-page-head title="{{ name }}" />', name="<b>张</b>")

    assert page.all("b") == []
    assert "&lt;b&gt;张&lt;/b&gt;" in page.html


@pytest.mark.parametrize("states", [ApplicationState, AssessmentState])
def test_every_state_of_a_case_has_a_tone(states: type[TextChoices]) -> None:
    assert [state for state in states.values if state_tone(state) == "neutral"] == []


def test_a_component_sees_nothing_of_the_page_around_it() -> None:
    assert "秘密" not in draw('<c-notice-box tone="info">好</c-notice-box>', title="秘密").text


def test_a_missing_value_is_said_to_be_missing() -> None:
    assert draw('<c-kv label="电话"></c-kv>').text == "电话未填"


def test_the_chosen_score_of_a_scale_is_kept_and_zero_is_a_score() -> None:
    options = [SimpleNamespace(score=0, text="依赖"), SimpleNamespace(score=5, text="自理")]

    page = draw(SCALE_ITEM, options=options, value=0)

    assert ["checked" in button for button in page.all("input")] == [True, False]
    assert page.all("fieldset")[0]["data-dimension"] == "adl"


def test_an_unanswered_scale_item_has_nothing_chosen() -> None:
    options = [SimpleNamespace(score=0, text="依赖")]

    page = draw(SCALE_ITEM.replace(':value="value"', ""), options=options)

    assert "checked" not in page.all("input")[0]
