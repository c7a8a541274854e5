from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, float_compare, float_repr, format_date

from .project_task_verdict import LATER, Places
from .scope_change import STEP
from .scope_item_change import APPLYING
from .scope_tor_version import FREEZE

#: Answers by which a line becomes part of what is agreed.
DONE_WAYS = ("pay", "swap")


class ScopeChange(models.Model):
    """The client's answer to a change, and what it does to the agreed items.

    The answer, the items, the next version and the tasks are one transaction: either
    all of it is there, or nothing.
    """

    _inherit = "scope.change"

    version_id = fields.Many2one(
        "scope.tor.version",
        "Agreed in",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The version that this change led to.",
    )
    date_answered = fields.Date("Answered on", readonly=True, copy=False)
    answer_channel = fields.Selection(
        [
            ("portal", "On the client's page"),
            ("document", "Signed document"),
            ("mail", "By mail"),
            ("meeting", "In a meeting"),
            ("call", "On the phone"),
        ],
        "How it was answered",
        readonly=True,
        copy=False,
    )
    # Plain integers, as on a version: people can be merged and deleted.
    answerer_ref = fields.Integer(
        readonly=True, copy=False, export_string_translation=False
    )
    answerer_digest = fields.Char(
        readonly=True, copy=False, export_string_translation=False
    )
    on_behalf_user_ref = fields.Integer(
        readonly=True, copy=False, export_string_translation=False
    )
    answered_by = fields.Char(compute="_compute_answered_by")
    answer_note = fields.Char("What was said", compute="_compute_answered_by")
    on_behalf_user_id = fields.Many2one(
        "res.users",
        "Recorded on the client's behalf by",
        compute="_compute_on_behalf_user_id",
    )
    swap_ids = fields.One2many(
        "scope.change.swap", "change_id", "Leaves in exchange", readonly=True
    )
    paid_hours = fields.Float(
        "Hours agreed",
        compute="_compute_paid",
        store=True,
        help="Hours that came to the agreement and are paid.",
    )
    paid_amount = fields.Monetary("Value agreed", compute="_compute_paid", store=True)
    evidence_ids = fields.Many2many(
        "ir.attachment", string="Proof", compute="_compute_evidence_ids"
    )

    @api.depends("answerer_ref")
    def _compute_answered_by(self):
        # sudo: whoever may read the change may read who answered it, but nobody
        # browses the table of personal values.
        people = {
            person.id: person._values()
            for person in self.env["scope.ledger.person"]
            .sudo()
            .browse({ref for ref in self.mapped("answerer_ref") if ref})
            .exists()
        }
        for change in self:
            values = people.get(change.answerer_ref)
            change.answer_note = (values or {}).get("note")
            if not change.answerer_ref:
                change.answered_by = False
            elif values is None:
                change.answered_by = self.env._("(erased)")
            elif values.get("role"):
                change.answered_by = self.env._(
                    "%(name)s (%(role)s)", name=values["name"], role=values["role"]
                )
            else:
                change.answered_by = values["name"]

    @api.depends("on_behalf_user_ref")
    def _compute_on_behalf_user_id(self):
        references = {ref for ref in self.mapped("on_behalf_user_ref") if ref}
        known = set(self.env["res.users"].browse(references).exists().ids)
        for change in self:
            ref = change.on_behalf_user_ref
            change.on_behalf_user_id = ref if ref in known else False

    @api.depends("state", "line_ids.answer", "line_ids.hours", "line_ids.amount")
    def _compute_paid(self):
        for change in self:
            paid = change.line_ids.filtered(lambda line: line.answer == "pay")
            if change.state != "approved":
                paid = paid.browse()
            change.paid_hours = sum(paid.mapped("hours"))
            change.paid_amount = sum(paid.mapped("amount"))

    def _compute_evidence_ids(self):
        Attachment = self.env["ir.attachment"]
        for change in self:
            if change.version_id:
                found = change.version_id.attachment_ids
            elif change.answerer_ref:
                found = Attachment.search(
                    [("res_model", "=", self._name), ("res_id", "=", change.id)]
                )
            else:
                found = Attachment
            change.evidence_ids = found

    # ------------------------------------------------------------------ recording
    def action_record_answer(self):
        """Open the dialog that records the client's answer."""
        self.ensure_one()
        self._check_can_answer()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "scope_guard.scope_change_answer_action"
        )
        action["context"] = {"default_change_id": self.id, "dialog_size": "large"}
        return action

    def record_answer(
        self,
        answers,
        signer,
        channel="mail",
        date_answered=None,
        attachment_ids=(),
        swaps=(),
        accept_moved=False,
    ):
        """Record what the client answered, and apply it.

        All of it is one transaction: the lines change the items, the tasks are placed,
        and the next version is frozen. Nothing is frozen when every line is rejected.

        :param answers: one of ``pay``, ``swap``, ``later_phase``, ``rejected`` for the
            whole change, or a dict of them by line id
        :param dict signer: personal values of who answered: ``name``, ``email``,
            ``role``, ``note`` (what was said, or where the original lies)
        :param str channel: how: key of the field ``answer_channel``
        :param date date_answered: when; today when not given
        :param attachment_ids: ids of ``ir.attachment``, the evidence; without any, a
            ``note`` is needed
        :param swaps: list of ``{"item_id", "hours"}``: what leaves for the swapped lines
        :param bool accept_moved: the items moved since the lines were written, and the
            change is to be applied to what is agreed now
        :return: the frozen ``scope.tor.version``; none when all lines are rejected
        :raise AccessError: for others than the project's manager
        :raise UserError: when it is answered already, or the answer cannot be applied
        """
        self.ensure_one()
        self._check_can_answer()
        ways = self._read_answers(answers)
        today = fields.Date.context_today(self)
        date_answered = fields.Date.to_date(date_answered) or today
        attachments = self.env["ir.attachment"].browse(attachment_ids)
        self._check_proof(signer, channel, date_answered, attachments)
        approved = any(way != "rejected" for way in ways.values())
        # The rows of change and scope are claimed before anything is looked at: of two
        # approvals one finds what it read, the other is retried by Odoo and reads anew.
        self._claim(("sent",), "approved" if approved else "rejected")
        self._lock_tor()
        done = self.line_ids.filtered(lambda line: ways[line.id] in DONE_WAYS)
        if not accept_moved:
            self._check_moved(done)
        for line in done:
            line._check_complete()
        gone = self._check_swaps(ways, swaps)
        values = {
            "date_answered": date_answered,
            "answer_channel": channel,
            "on_behalf_user_ref": 0 if channel == "portal" else self.env.uid,
            "swap_ids": [fields.Command.create(swap) for swap in gone],
        }
        # sudo: the answer is written by the program alone; the right was checked.
        change = self.sudo().with_context(scope_change_step=STEP)
        change.write(values)
        for way in set(ways.values()):
            change.line_ids.filtered(
                lambda line, way=way: ways[line.id] == way
            ).answer = way
        change.modified(["state"])
        version = self.env["scope.tor.version"]
        if approved:
            placed = change._apply()
            version = change._freeze_version(
                date_answered, channel, signer, attachments
            ).with_env(self.env)
            # One act, one set of personal values: those of the version.
            person = {
                "version_id": version.id,
                "answerer_ref": version.signer_ref,
                "answerer_digest": version.signer_digest,
            }
        else:
            # sudo: nobody has rights on the table of personal values; the right to
            # record was checked.
            known = self.env["scope.ledger.person"].sudo()._record(signer)
            person = {"answerer_ref": known.id, "answerer_digest": known.digest}
            attachments.sudo().write({"res_model": self._name, "res_id": self.id})
            placed = {}
        change.write(person)
        self._judge_answered(placed)
        self._log_answer(version)
        return version

    def _check_can_answer(self):
        self._check_can_decide()
        for change in self:
            if change.state != "sent":
                raise UserError(change._locked_sentence())
            # sudo: the state stands on the change's own project.
            tor = change.sudo().tor_id
            if tor.state != "agreed":
                raise UserError(
                    self.env._(
                        "The scope of %(project)s is being agreed anew. Record that "
                        "agreement first, then the answer to %(change)s.",
                        project=tor.display_name,
                        change=change.display_name,
                    )
                )

    def _read_answers(self, answers):
        """The way chosen for each line, by line id."""
        ways = dict(self.line_ids._fields["answer"].selection)
        if isinstance(answers, str):
            answers = dict.fromkeys(self.line_ids.ids, answers)
        # Keys that came by JSON are texts.
        answers = {int(line_id): way for line_id, way in answers.items()}
        for line in self.line_ids:
            if answers.get(line.id) not in ways:
                raise UserError(
                    self.env._(
                        "What did the client answer to “%(line)s”: pay, swap, later, "
                        "or not done?",
                        line=line.display_name,
                    )
                )
        return {line.id: answers[line.id] for line in self.line_ids}

    def _check_proof(self, signer, channel, date_answered, attachments):
        if channel == "portal" and not self.env.su:
            raise UserError(
                self.env._(
                    "Only the client answers on the client's page. How did you learn of "
                    "it: by mail, on the phone, in a meeting, by a document?"
                )
            )
        if channel not in dict(self._fields["answer_channel"].selection):
            raise UserError(self.env._("How did the client answer?"))
        if date_answered > fields.Date.context_today(self):
            raise UserError(
                self.env._("The day of the answer lies ahead. Which day was it?")
            )
        if not (signer.get("name") or "").strip():
            raise UserError(
                self.env._("Who answered for the client? Choose a contact or a name.")
            )
        attachments.check_access("write")
        if channel == "portal":
            return  # the client's own act needs no further proof
        if not attachments and not (signer.get("note") or "").strip():
            raise UserError(
                self.env._(
                    "What shows the client's answer? Add the mail or the document, or "
                    "write down what was said."
                )
            )

    def _lock_tor(self):
        """Two approvals on one scope are one after the other: the later one is retried
        by Odoo, on what the first one left."""
        self.env["scope.tor"].flush_model()
        self.env.cr.execute(
            SQL("SELECT id FROM scope_tor WHERE id = %s FOR UPDATE", self.tor_id.id),
            log_exceptions=False,
        )

    def _check_moved(self, lines):
        moved = lines._moved()
        if moved:
            raise UserError(
                self.env._(
                    "What is agreed moved since %(change)s was written:\n%(moved)s\n"
                    "Confirm that it is applied to what is agreed now.",
                    change=self.display_name,
                    moved="\n".join(moved),
                )
            )

    def _check_swaps(self, ways, swaps):
        """The items that leave, which hold at least the hours that come.

        :return: list of values of ``scope.change.swap``
        """
        lines = self.line_ids.filtered(lambda line: ways[line.id] == "swap")
        if not lines:
            return []
        needed = sum(lines.mapped("hours"))
        given = 0.0
        gone = {}
        for swap in swaps:
            item = self.env["scope.item"].browse(swap["item_id"]).exists()
            hours = swap.get("hours") or item.allowance_hours
            known = item and item.tor_id == self.tor_id and item.active
            if not known or item.kind != "deliverable" or not item.allowance_hours:
                raise UserError(
                    self.env._(
                        "Only an agreed deliverable with hours can leave in exchange. "
                        "Choose one of %(project)s.",
                        project=self.project_id.display_name,
                    )
                )
            if item.id in gone or float_compare(hours, item.allowance_hours, 2) > 0:
                raise UserError(
                    self.env._(
                        "%(item)s has %(hours)s, and gives them once.",
                        item=item.display_name,
                        hours=lines[0]._hours_text(item.allowance_hours),
                    )
                )
            if hours < 0:
                raise UserError(self.env._("Hours that leave are above zero."))
            whole = float_compare(hours, item.allowance_hours, 2) == 0
            gone[item.id] = {"item_id": item.id, "hours": hours, "whole": whole}
            given += hours
        if needed and float_compare(given, needed, 2) < 0:
            raise UserError(
                self.env._(
                    "%(needed)s come and %(given)s leave. In a swap at least as many "
                    "hours leave: choose what else the client can do without.",
                    needed=lines[0]._hours_text(needed),
                    given=lines[0]._hours_text(given),
                )
            )
        return list(gone.values())

    # ------------------------------------------------------------------ applying
    def _apply(self):
        """Apply the answered lines to the agreed items.

        :return: dict of the tasks (``project.task``) by the ``scope.item`` that takes
            them
        """
        self = self.with_context(scope_freeze=FREEZE, scope_item_later=APPLYING)
        tor = self.tor_id
        done = self.line_ids.filtered(lambda line: line.answer in DONE_WAYS)
        made = self._make_items()
        placed = dict(made)
        more = {}
        left = self.env["scope.item"]
        for line in done:
            item = line.item_id
            if line.operation == "remove":
                left |= item
            if line.operation in ("hours", "modify"):
                placed[line] = item
                more[item] = more.get(item, 0.0) + line.hours
            if line.operation == "modify":
                item.write({**line._new_words(), "change_id": self.id})
        for swap in self.swap_ids:
            if swap.whole:
                left |= swap.item_id
            else:
                item = swap.item_id
                more[item] = more.get(item, 0.0) - swap.hours
        self._apply_hours(more, left)
        if left:
            # What is a part of an item that leaves goes with it.
            left = left.search([("id", "child_of", left.ids)])
            left.write({"active": False, "change_id": self.id})
        values = {}
        paid_lines = done.filtered(lambda line: line.answer == "pay")
        paid = sum(paid_lines.mapped("hours"))
        if tor.allowance_total and paid:
            total = tor.allowance_total + paid
            if total < 0.005:
                raise UserError(
                    self.env._("No hours would be left in total. Agree anew instead.")
                )
            values["allowance_total"] = total
        if tor.contract_value:
            values["contract_value"] = tor.contract_value + sum(
                paid_lines.mapped("amount")
            )
        if tor.date_end and self.days_added and done:
            values["date_end"] = fields.Date.add(tor.date_end, days=self.days_added)
        if values:
            tor.write(values)
        tasks_by_item = {}
        for line, item in placed.items():
            if line.task_id.project_id == self.project_id and item not in left:
                tasks_by_item.setdefault(item, self.env["project.task"])
                tasks_by_item[item] |= line.task_id
        return tasks_by_item

    def _make_items(self):
        """The new items: deliverables that were agreed, ideas that were parked.

        :return: dict of ``scope.item`` by line, also for ideas that are parked already
        """
        made, lines, vals_list = {}, [], []
        last = max(self.tor_id.item_ids.mapped("sequence"), default=0)
        for line in self.line_ids:
            later = line.answer == "later_phase"
            if later and line.item_id.kind == "later_phase" and line.item_id.active:
                made[line] = line.item_id
                continue
            new = line.operation == "add" and line.answer in DONE_WAYS
            # What would have altered an item is an idea of its own when it is parked;
            # an item that does not leave just stays.
            if not new and not (later and line.operation != "remove"):
                continue
            last += 1
            lines.append(line)
            vals_list.append(
                {
                    "tor_id": self.tor_id.id,
                    "name": line.name,
                    "clause": line.clause,
                    "kind": "later_phase" if later else line.kind,
                    "allowance_hours": 0.0 if later else line.hours,
                    "sequence": last,
                    "change_id": self.id,
                }
            )
        items = self.env["scope.item"].create(vals_list)
        made.update(zip(lines, items, strict=True))
        return made

    def _apply_hours(self, more, left):
        """Hours come to items or leave them, and the sections that limit them follow.

        :param dict more: hours by ``scope.item``
        :param left: items that leave as a whole
        """
        moves = dict(more)
        for item in left:
            # The section gives up what leaves with the item.
            moves.setdefault(item, 0.0)
        sections = {}
        for item, hours in moves.items():
            gives = -item.allowance_hours if item in left else hours
            for section in item._ancestors():
                if section.allowance_hours and section not in left:
                    sections[section] = sections.get(section, 0.0) + gives
        for item, hours in more.items():
            if item not in left and item.allowance_hours:
                sections[item] = sections.get(item, 0.0) + hours
        for item, hours in sections.items():
            if not hours:
                continue
            total = item.allowance_hours + hours
            if total < 0.005:
                # Zero would mean without a limit.
                raise UserError(
                    self.env._(
                        "%(item)s has %(hours)s now, so that many hours cannot leave "
                        "it. Let the item leave as a whole instead.",
                        item=item.display_name,
                        hours=self.line_ids[:1]._hours_text(item.allowance_hours),
                    )
                )
            item.write({"allowance_hours": total, "change_id": self.id})

    def _freeze_version(self, date_answered, channel, signer, attachments):
        """Freeze what is agreed now as the next version, with this change in it."""
        tor = self.tor_id.with_context(scope_freeze=FREEZE, scope_change_applied=self)
        # The figures of the items follow from what was just written.
        tor.invalidate_recordset(["item_ids"])
        version = self.env["scope.tor.version"]._freeze(
            tor, date_answered, channel, signer, attachments
        )
        tor.write({"current_version_id": version.id})
        return version

    def _judge_answered(self, placed):
        """Place the tasks and judge them, and all that the change moved, once.

        :param dict placed: tasks by the ``scope.item`` that takes them
        """
        # sudo: verdicts do not hang on who saves; the right to answer was checked.
        lines = self.sudo().line_ids
        tasks = lines.task_id
        if not self.version_id:
            tasks._scope_refresh_tasks()
            return
        for item, its_tasks in placed.items():
            its_tasks.sudo().with_context(scope_later=LATER).scope_item_id = item
        Task = self.env["project.task"]
        Task._scope_forget_index()
        Task._scope_refresh_places(
            Places({self.tor_id.id}, None, set(), set(), set()), touched=tasks.ids
        )
        parked = lines.filtered(lambda line: line.answer == "later_phase").task_id
        flags = parked._scope_open_flags()
        if flags:
            flags.with_env(self.env)._scope_close("later_phase")

    def _log_answer(self, version):
        """A line on the change and on the scope that says what was answered."""
        said = {
            "change": self.display_name,
            "date": format_date(self.env, self.date_answered),
            "person": self.answered_by,
            "user": self.env.user.name,
            "version": version.display_name,
        }
        if version:
            body = self.env._(
                "%(change)s was agreed on %(date)s by %(person)s: %(version)s. Recorded "
                "on the client's behalf by %(user)s.",
                **said,
            )
            # sudo: whoever may record the answer need not follow the scope.
            self.sudo().tor_id._message_log(
                body=body, author_id=self.env.user.partner_id.id
            )
        else:
            body = self.env._(
                "%(change)s was not agreed on %(date)s by %(person)s. Recorded on the "
                "client's behalf by %(user)s.",
                **said,
            )
        self._message_log(body=body)

    # ------------------------------------------------------------------ frozen text
    def _prepare_version_content(self):
        """What the version says about the change that led to it, as plain values."""
        self.ensure_one()
        return {
            "code": self.code,
            "name": self.name or "",
            "reason": self.reason or "",
            "if_waits": self.impact_if_waits or "",
            "days_added": self.days_added,
            "hours": float_repr(self.paid_hours, 2),
            "amount": float_repr(self.paid_amount, self.currency_id.decimal_places),
            "currency": self.currency_id.name,
            "lines": [
                {
                    "name": line.name or "",
                    "operation": line.operation,
                    "item": line.item_id.code or "",
                    "clause": line.clause or "",
                    # Only where an item is called otherwise from then on.
                    **({"item_name": line.item_name} if line._is_renamed() else {}),
                    "hours": float_repr(line.hours, 2),
                    # What the client is not charged has no price in what is agreed.
                    "amount": float_repr(
                        line.amount if line.answer == "pay" else 0.0,
                        self.currency_id.decimal_places,
                    ),
                    "answer": line.answer,
                }
                for line in self.line_ids
            ],
            "leaves": [
                {
                    "item": swap.item_id.code or "",
                    "name": swap.item_id.name,
                    "hours": float_repr(swap.hours, 2),
                    "whole": swap.whole,
                }
                for swap in self.swap_ids
            ],
        }
