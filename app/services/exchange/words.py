"""What tables and fields are called when people read about an exchange, and how a stored value is shown."""

from __future__ import annotations

from sqlalchemy import Boolean

from app.models.base import CodeText
from app.models.journal import EXISTS
from app.models.registry import entities
from app.services.measures import read_spec

ENTITIES = {
    "unit": "单位",
    "former_name": "曾用名",
    "enrolment": "年度名单",
    "person": "人员",
    "report": "报告",
    "state_change": "状态变更",
    "interest_conflict": "利益冲突",
    "report_version": "报告版次",
    "attachment": "附件",
    "item": "审核项",
    "evidence": "证据",
    "finding": "问题",
    "opinion": "审核意见",
    "letter": "往来函件",
    "phrase": "常用语",
    "performance_table": "绩效表",
    "heading": "绩效表表头",
    "funding_row": "项目资金",
    "indicator": "指标",
    "stage": "绩效表的前后关系",
    "monitoring": "绩效监控",
    "forecast": "全年预计",
    "proof": "佐证材料",
    "counted_indicator": "自动统计",
    "filing": "绩效表报送",
    "filed_figure": "已报送数",
    "price_item": "价格表",
    "payment": "支付记录",
    "training": "培训记录",
    "survey_question": "满意度问卷",
    "site_visit": "现场走访",
    "product": "工作成果",
    "setting": "文件设置",
    "own_factor": "自填因子",
    "monthly_evidence": "月度存证",
    "check_run": "核对记录",
    "fact": "数据",
    "leftover": "未识别内容",
    "doubt": "读取疑点",
    "hit": "核对结果",
}

_COMMON = {
    "unit_id": "单位",
    "report_id": "报告",
    "version_id": "报告版次",
    "item_id": "审核项",
    "table_id": "绩效表",
    "attachment_id": "附件",
    "name": "名称",
    "year": "年度",
    "note": "内部备注",
    "rank": "次序",
    "title": "名称",
    "sha256": "内容",
    "size": "大小",
    "value": "内容",
    "label": "栏目",
    "state": "状态",
    "file": "文件",
    "area": "表或页",
    "cell": "单元格",
    "row": "行",
    "column": "列",
    "page": "页码",
    "position": "读取次序",
    "unit": "计量单位",
    "text": "原文",
    "reason": "理由",
    "project": "所属项目",
}

_FIELDS = {
    "unit": {
        "name": "单位名称",
        "uscc": "统一社会信用代码",
        "uscc_reason": "代码说明",
        "district": "所在区",
        "address": "地址",
        "contact": "联系人",
        "phone": "联系电话",
    },
    "former_name": {"name": "曾用名"},
    "enrolment": {
        "category": "单位类别",
        "state": "名单状态",
        "list_number": "名单序号",
        "industry_code": "行业代码",
        "industry": "行业",
    },
    "person": {"name": "姓名", "office": "所在机构"},
    "report": {
        "kind": "报告种类",
        "state": "审核状态",
        "assignee_id": "审核人",
        "second_reviewer_id": "二审人",
        "approver_id": "审定人",
        "deadline": "期限",
        "confirmed_text": "核定排放量",
    },
    "state_change": {
        "number": "步骤序号",
        "round": "版次",
        "event": "步骤",
        "from_state": "原状态",
        "to_state": "新状态",
        "person": "经办人",
        "companions": "同行人员",
        "document": "依据文件",
        "reason": "原因",
        "program": "程序版本",
    },
    "interest_conflict": {"person_id": "人员", "reason": "冲突情形"},
    "report_version": {
        "round": "版次",
        "received_on": "收到日期",
        "dated": "报告日期",
        "emission_text": "排放量",
        "verification_body": "核查机构",
        "checklist": "审核清单",
        "checklist_edition": "清单版本",
        "conclusion": "结论",
        "conclusion_note": "结论说明",
    },
    "attachment": {"name": "附件名称"},
    "item": {"code": "项目编号", "verdict": "判定", "answer": "填写内容", "remark": "说明"},
    "evidence": {"file_name": "文件名", "page": "页码", "quote": "摘录", "spot": "在原文中的位置"},
    "finding": {
        "severity": "严重程度",
        "fact": "事实",
        "basis": "依据",
        "effect_text": "对排放量的影响",
        "request": "修改要求",
        "answer": "单位答复",
        "answered_on": "答复日期",
        "check_note": "核实意见",
        "earlier_id": "上年度的问题",
        "follow_up": "落实情况",
    },
    "opinion": {
        "number": "文号",
        "issued_on": "出具日期",
        "conclusion": "结论",
        "reviewer": "审核人",
        "second_reviewer": "复核人",
        "approver": "批准人",
        "office": "落款单位",
        "resubmit_by": "重报期限",
        "template": "模板",
        "file_name": "文件名",
        "said": "出具时的内容",
        "kept_as": "保留时的内容",
        "kept_reason": "保留原意见的理由",
    },
    "letter": {
        "kind": "函件种类",
        "number": "文号",
        "issued_on": "出具日期",
        "due_on": "答复期限",
        "received_on": "收到日期",
        "person": "经办人",
        "file_name": "文件名",
    },
    "phrase": {"code": "条目", "part": "用在", "text": "文字"},
    "performance_table": {
        "profile": "表式",
        "money_unit": "金额单位",
        "goal_project": "项目总目标",
        "goal_expected": "年度目标（预期）",
        "goal_actual": "年度目标（实际）",
        "printed_weight": "原表分值合计",
        "printed_score": "原表总分",
    },
    "heading": {"value": "内容"},
    "funding_row": {
        "role": "资金来源",
        "project_text": "项目总额",
        "initial_text": "年初预算数",
        "full_year_text": "全年预算数",
        "executed_text": "全年执行数",
        "weight_text": "分值",
        "printed_rate": "原表执行率",
        "printed_score": "原表得分",
    },
    "indicator": {
        "project_title": "项目总指标",
        "project_target": "项目总指标值",
        "level1": "一级指标",
        "level2": "二级指标",
        "title": "三级指标",
        "target": "年度指标值",
        "actual": "实际完成值",
        "weight_text": "分值",
        "band": "完成档次",
        "score_text": "得分",
        "score_reason": "得分说明",
        "reason": "偏差原因分析及改进措施",
    },
    "stage": {"follows_id": "依据的绩效表"},
    "monitoring": {"as_of": "截至日期"},
    "forecast": {"indicator_id": "指标", "expected": "全年预计完成值", "outlook": "完成目标可能性"},
    "proof": {
        "indicator_id": "指标",
        "name": "材料名称",
        "kind": "材料类型",
        "way": "取值方式",
        "page": "页码",
        "dated": "日期",
        "note": "说明",
    },
    "counted_indicator": {
        "indicator_id": "指标",
        "measure": "统计口径",
        "is_by_hand": "手工改数",
        "hand_reason": "改数理由",
    },
    "filing": {"filed_on": "报送日期", "person": "报送人", "note": "报送说明"},
    "filed_figure": {
        "indicator_id": "指标",
        "measure": "统计口径",
        "text": "已报送数",
        "records": "统计的记录",
    },
    "price_item": {
        "name": "服务项目",
        "unit": "计价单位",
        "price_text": "单价",
        "counted": "数量来源",
        "quantity_text": "手工数量",
        "source": "合同依据",
        "valid_from": "有效期起",
        "valid_to": "有效期止",
        "note": "备注",
    },
    "payment": {
        "paid_on": "支付日期",
        "amount_text": "金额",
        "payee": "收款方",
        "voucher": "凭证号",
        "note": "备注",
    },
    "training": {
        "held_on": "培训日期",
        "subject": "培训主题",
        "people": "参加人数",
        "hours_text": "学时",
        "place": "地点",
        "note": "备注",
    },
    "survey_question": {
        "held_on": "调查日期",
        "survey": "问卷名称",
        "sent": "发放份数",
        "returned": "回收份数",
        "question": "问题",
        "delighted": "非常满意",
        "satisfied": "满意",
        "fair": "基本满意",
        "dissatisfied": "不满意",
        "note": "备注",
    },
    "site_visit": {
        "visited_on": "走访日期",
        "people": "走访人员",
        "purpose": "走访事由",
        "note": "备注",
    },
    "product": {
        "kind": "成果类别",
        "title": "成果名称",
        "period": "所属时段",
        "delivered_on": "提交日期",
        "accepted_on": "验收日期",
        "note": "备注",
    },
    "setting": {"name": "设置", "value": "内容"},
    "own_factor": {"edition": "版本", "key": "因子", "value_text": "数值", "document": "出处"},
    "monthly_evidence": {
        "month": "月份",
        "name": "数据项",
        "amount_text": "数量",
        "submitted_on": "报送日期",
    },
    "check_run": {
        "factor_edition": "因子版本",
        "rules_edition": "规则版本",
        "ran": "已核对的规则",
        "gaps": "缺少的数据",
    },
    "fact": {
        "name": "数据项",
        "unit_written": "原文计量单位",
        "value": "数值",
        "corrected": "更正值",
    },
    "leftover": {"headings": "所在标题"},
    "doubt": {"sentence": "疑点", "name": "数据项"},
    "hit": {
        "rule": "规则",
        "variant": "情形",
        "level": "级别",
        "name": "数据项",
        "subject": "对象",
        "place": "位置",
        "found": "报告所载",
        "expected": "应为",
        "details": "明细",
        "decision": "处理意见",
        "change": "重新核对后的变化",
    },
}


# Fields that name what is counted.
_SPECS = {("counted_indicator", "measure"), ("filed_figure", "measure"), ("price_item", "counted")}


def field_label(entity: str, field: str) -> str:
    """What people call a field."""
    if field == EXISTS:
        return ENTITIES[entity]
    return _FIELDS.get(entity, {}).get(field) or _COMMON.get(field, field)


def value_words(entity: str, field: str, value: str | None) -> str:
    """A stored value as people read it."""
    if field == EXISTS:
        return "删除" if value is None else "保留"
    if value is None:
        return "（空）"
    if (entity, field) in _SPECS:
        spec = read_spec(value)
        return spec.label if spec else value
    if (entity, field) == ("filed_figure", "records"):
        return f"{len(value.splitlines())} 条记录"
    kind = entities()[entity].table.columns[field].type
    if isinstance(kind, CodeText):
        return kind.vocabulary.of(value).label
    if isinstance(kind, Boolean):
        return "是" if value == "1" else "否"
    return value
