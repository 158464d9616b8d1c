import { useId } from "react";
import { useMessages } from "../../messages/MessagesContext";
import type { Translate } from "../../messages/translate";
import { conditionLabel } from "../../format/words";
import { OFFERED } from "../../selling/conditions";
import { locationText, setting } from "../../selling/formEdits";
import { amountOf } from "../../selling/amount";
import { problemsOf, strictestLimit } from "../../selling/limits";
import type { Listing, ListingForm } from "../../wire/selling";
import type { Operation } from "../../wire/types";
import { AttributeFields } from "./AttributeFields";
import { Choices } from "./Choices";
import { CONTROL, DraftField } from "./DraftField";
import { MarketplaceChoices } from "./MarketplaceChoices";
import { PhotoList } from "./PhotoList";
import { Problems } from "./Problems";

const DEAREST = 100_000_000;

export interface DraftFormProps {
  listing: Listing;
  /** The form with what is on its way already. */
  form: ListingForm;
  /** Changes the listing; the words say what is changed. */
  onChange: (what: string, operations: Operation[]) => void;
}

function amountRefusal(text: string, t: Translate): string | null {
  if (text === "") return null;
  const amount = text.trim().startsWith("-") ? null : amountOf(text);
  if (amount === null || amount === 0) return t("listing.price_above_nothing");
  return amount > DEAREST ? t("listing.price_too_high") : null;
}

function ConditionField({ listing, form, onChange }: DraftFormProps) {
  const t = useMessages();
  const id = useId();
  const change = (value: string) =>
    onChange(t("listing.condition"), [setting("condition", value)]);
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-sm text-muted">
        {t("listing.condition")}
      </label>
      <select
        id={id}
        value={form.condition ?? ""}
        onChange={({ target }) => change(target.value)}
        className={`${CONTROL} h-11`}
      >
        {form.condition === null && <option value="">{t("listing.choose")}</option>}
        {OFFERED.map((one) => (
          <option key={one} value={one}>
            {conditionLabel(one, t)}
          </option>
        ))}
      </select>
      <Problems problems={problemsOf(allProblems(listing), "condition")} />
    </div>
  );
}

/** What any marketplace says of the listing, and what is said of it whatever the marketplace. */
function allProblems({ preview, warnings }: Listing) {
  return [...warnings, ...preview.flatMap(({ problems }) => problems)];
}

function PriceField({ listing, form, onChange }: DraftFormProps) {
  const t = useMessages();
  return (
    <DraftField
      label={t("listing.price", { currency: form.currency })}
      value={form.price === null ? "" : String(form.price)}
      isAmount
      maxLength={16}
      refusal={(text) => amountRefusal(text, t)}
      problems={problemsOf(allProblems(listing), "price")}
      onCommit={(text) => onChange(t("listing.price_name"), [setting("price", amountOf(text))])}
    />
  );
}

function ShippingField({ form, onChange }: DraftFormProps) {
  const t = useMessages();
  const options = (["shipping", "local_pickup"] as const).map((value) => ({
    value,
    label: t(`listing.${value}`),
  }));
  return (
    <Choices
      legend={t("listing.shipping_options")}
      options={options}
      chosen={form.shipping_options}
      onChange={(chosen) =>
        onChange(t("listing.shipping_options"), [setting("shipping_options", chosen)])
      }
    />
  );
}

/** The listing as it is filled in so far, photos first; each field can be changed in place. */
export function DraftForm(props: DraftFormProps) {
  const t = useMessages();
  const { listing, form, onChange } = props;
  const { preview } = listing;
  const problems = allProblems(listing);
  return (
    <div className="flex flex-col gap-4">
      <PhotoList {...props} />
      <DraftField
        label={t("listing.title")}
        value={form.title ?? ""}
        limit={strictestLimit(preview, "title")}
        maxLength={1_000}
        problems={problemsOf(problems, "title")}
        onCommit={(text) => onChange(t("listing.title"), [setting("title", text)])}
      />
      <DraftField
        label={t("listing.description")}
        value={form.description ?? ""}
        isLong
        limit={strictestLimit(preview, "description")}
        maxLength={20_000}
        problems={problemsOf(problems, "description")}
        onCommit={(text) => onChange(t("listing.description"), [setting("description", text)])}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <PriceField {...props} />
        <ConditionField {...props} />
        <DraftField
          label={t("listing.category")}
          value={form.category ?? ""}
          maxLength={300}
          problems={problemsOf(problems, "category")}
          onCommit={(text) => onChange(t("listing.category"), [setting("category", text)])}
        />
        <DraftField
          label={t("listing.location")}
          value={locationText(form.location)}
          placeholder={t("listing.location_hint")}
          maxLength={200}
          problems={problemsOf(problems, "location")}
          onCommit={(text) => onChange(t("listing.location"), [setting("location", text)])}
        />
      </div>
      <MarketplaceChoices {...props} />
      <ShippingField {...props} />
      <AttributeFields {...props} />
    </div>
  );
}
