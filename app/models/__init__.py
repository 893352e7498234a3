"""Rows and the file they live in.

The map of tables, owners before what they own:

    unit 单位 ── former_name 曾用名
      ├── enrolment 年度名单 (unit × year)
      ├── monthly_evidence 月度存证 (unit × year × month × quantity)
      └── report 报告 (unit × year × kind) ── report_version 版次 (one per round)
            ├── attachment 附件 ── blob (content by SHA-256)
            ├── fact 数据 (version × name), leftover 未识别内容, doubt 读取疑点
            ├── item 审核项 (version × checklist line) ── evidence 证据
            ├── hit 核对结果, check_run 核对记录
            ├── finding 问题
            ├── opinion 审核意见
            └── letter 补正通知、核查问询单
    performance_table 绩效表 ── heading 表头, funding_row 项目资金, filing 报送
      └── indicator 指标 ── counted_indicator 自动统计, filed_figure 已报送数
    price_item 价格表 · payment 支付 · training 培训 · survey_question 问卷 · product 工作成果 (项目台账)
    site_visit 现场走访 (of a unit)
    person 人员 · phrase 常用语 · setting 设置 · own_factor 自填因子
    change ── op ── parent, head, claim: the journal (journal.py)

`database.py` opens files, `unit_of_work.py` is the only way to write, `recorder.py` turns writes into
operations.
"""
