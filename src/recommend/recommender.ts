import { DomainError } from "../domain/domainError.js";
import { itemId, type ItemId } from "../domain/itemId.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { Ranking, RankRequest } from "../ml/index.js";
import type { ItemRepository } from "../store/itemRepository.js";
import type { ServingState, ServingStateRepository } from "../store/servingStateRepository.js";

import { answerOrigin } from "./answerOrigin.js";
import type { CandidateRanking } from "./candidateRanking.js";
import { checkedFilter, type CheckedFilter } from "./checkedFilter.js";
import { checkedFirst } from "./checkedFirst.js";
import { checkedList } from "./checkedList.js";
import { checkedSubject } from "./checkedSubject.js";
import { cursorBinding } from "./cursorBinding.js";
import type { CursorContent } from "./cursorContent.js";
import { cursorExpired } from "./cursorExpired.js";
import type { CursorSigner } from "./cursorSigner.js";
import type { ExplanationBasis } from "./explanationBasis.js";
import { fillPage, type FoundItem } from "./fillPage.js";
import type { ModelLease } from "./modelLease.js";
import type { ModelServer } from "./modelServer.js";
import { readPast, type Past } from "./past.js";
import { RANKER_CHOICES, type RankerChoice } from "./rankerChoice.js";
import type { RecommendationEdge, RecommendationPage } from "./recommendationPage.js";
import type { RecommendInput } from "./recommendInput.js";
import { ShownItems } from "./shownItems.js";
import type { UserHistories } from "./userHistories.js";
import type { UserInput } from "./userInput.js";

const MAX_CANDIDATES = 1000;

/** What recommendations are made with. */
export interface RecommenderDependencies {
  readonly states: ServingStateRepository;
  readonly items: ItemRepository;
  readonly histories: UserHistories;
  readonly models: ModelServer;
  readonly cursors: CursorSigner;
  /** How long an answer may wait for the language model to read a history, in milliseconds; 0: never. */
  readonly languageBudgetMs: number;
  /** Makes request ids. */
  readonly newId: () => string;
}

/** Ranks the items of a space for one person. */
export class Recommender {
  constructor(private readonly dependencies: RecommenderDependencies) {}

  /**
   * The items that a person is likely to want next, best first; a page is full whenever as many match. Whatever was
   * acknowledged before the call counts: interactions, catalogue writes. With a cursor it goes on with the answer that
   * the cursor came from: the same model, the history as it was then and what the language model knew of it, minus what
   * was seen since; no item comes twice.
   *
   * @throws {DomainError} `BAD_INPUT`, `UNKNOWN_SPACE`, `UNKNOWN_USER`, `CURSOR_INVALID`, `CURSOR_EXPIRED`.
   */
  async recommend(space: SpaceId, user: UserInput, input: RecommendInput): Promise<RecommendationPage> {
    const first = checkedFirst(input.first);
    const [subject, filter, ranker] = [checkedSubject(user), checkedFilter(input.filter), input.ranker ?? "AUTO"];
    const binding = cursorBinding(space, subject, filter, ranker);
    const cursor = input.after == null ? null : this.dependencies.cursors.verify(input.after, binding);

    const readSince = this.dependencies.models.beginRead();
    const state = await this.dependencies.states.read(space, subject.userId);
    const past = await readPast(this.dependencies.histories, { space, subject, state, cursor });
    const lease = await this.leaseFor(space, state, readSince, cursor);
    try {
      await lease.reachCatalogue(state.catalogueVersion);
      const { items } = this.dependencies;
      const shown = lease.modelVersionId === null ? ShownItems.unpack(cursor?.shown ?? null) : null;
      const wanted = shown === null ? first + 1 : Math.min(first + 1, ShownItems.MAXIMUM - shown.size);
      const request = { ...this.rankRequest(past, ranker), ...filtered(past, filter), ...goingOn(past, cursor) };
      const { found, ranking } = await fillPage({ space, model: lease.model, items, request, wanted, shown });
      const answer = {
        requestId: cursor?.requestId ?? this.dependencies.newId(),
        modelVersionId: lease.modelVersionId,
        historyVersion: past.historyVersion,
      };
      const language = ranking.freshness === null ? null : { historyVersion: ranking.languageVersion };
      const edges = this.edgesOf(found.slice(0, first), { ...answer, binding, language }, shown);
      const basis = basisOf(past, lease.modelVersionId, ranking);
      return { ...answer, ...answerOrigin(ranking), edges, hasNextPage: found.length > first, basis };
    } finally {
      lease.release();
    }
  }

  /**
   * Orders candidates that the caller names, seen ones and such as may not be recommended included.
   *
   * @param itemIds 1 to 1,000; each counts once.
   * @throws {DomainError} `BAD_INPUT`, `UNKNOWN_SPACE`, `UNKNOWN_USER`.
   */
  async rankItems(
    space: SpaceId,
    user: UserInput,
    itemIds: readonly string[],
    ranker: RankerChoice = "AUTO",
  ): Promise<CandidateRanking> {
    const candidates = [...new Set(checkedList("candidates", itemIds, MAX_CANDIDATES).map((raw) => itemId(raw)))];
    const subject = checkedSubject(user);
    const readSince = this.dependencies.models.beginRead();
    const state = await this.dependencies.states.read(space, subject.userId);
    const past = await readPast(this.dependencies.histories, { space, subject, state, cursor: null });
    const lease = await this.leaseFor(space, state, readSince, null);
    try {
      await lease.reachCatalogue(state.catalogueVersion);
      const rows = await this.dependencies.items.findMany(space, candidates);
      const known = candidates.filter((id) => rows.has(id));
      const named = { exclude: [], candidates: known, limit: MAX_CANDIDATES };
      const ranking = await lease.model.rank({ ...this.rankRequest(past, ranker), ...named });
      const scores = new Map(ranking.items.map(({ itemId: id, score }) => [id, score]));
      // Items that were written since the model's catalogue was read come last, as others do that no model knows.
      const ordered = [...scores.keys(), ...known.filter((id) => !scores.has(id))];
      return {
        requestId: this.dependencies.newId(),
        ranked: ordered.flatMap((id) => {
          const item = rows.get(id as ItemId);
          return item === undefined ? [] : [{ item, score: scores.get(id) ?? 0 }];
        }),
        unknownItemIds: candidates.filter((id) => !rows.has(id)),
        modelVersionId: lease.modelVersionId,
        ...answerOrigin(ranking),
      };
    } finally {
      lease.release();
    }
  }

  private async leaseFor(
    space: SpaceId,
    { servedModelVersionId }: ServingState,
    readSince: number,
    cursor: CursorContent | null,
  ): Promise<ModelLease> {
    if (cursor === null) return this.dependencies.models.lease(space, servedModelVersionId, readSince);
    try {
      return await this.dependencies.models.leaseOf(space, cursor.modelVersionId);
    } catch (cause) {
      if (cause instanceof DomainError) throw cursorExpired(cause);
      throw cause;
    }
  }

  private rankRequest({ sequence, times, name }: Past, ranker: RankerChoice): FromPast {
    return {
      history: sequence,
      ...(times !== null && { times }),
      ...(name !== null && { subject: name }),
      ranker: RANKER_CHOICES[ranker],
      latencyBudgetMs: this.dependencies.languageBudgetMs,
    };
  }

  private edgesOf(
    found: readonly FoundItem[],
    answer: Omit<CursorContent, "position" | "shown">,
    shown: ShownItems | null,
  ): readonly RecommendationEdge[] {
    let shownSoFar = shown;
    return found.map(({ ranked, item }) => {
      shownSoFar = shownSoFar?.with(item.id) ?? null;
      const position = shownSoFar === null ? ranked.position : null;
      const cursor = this.dependencies.cursors.sign({ ...answer, position, shown: shownSoFar?.pack() ?? null });
      return { itemId: item.id, item, score: ranked.score, cursor };
    });
  }
}

type FromPast = Pick<RankRequest, "history" | "times" | "subject" | "ranker" | "latencyBudgetMs">;

function filtered(
  past: Past,
  filter: CheckedFilter,
): Pick<RankRequest, "exclude" | "categories" | "excludeCategories"> {
  return {
    exclude: [...(filter.includeSeen ? [] : past.seen), ...past.rejected, ...filter.excludeItemIds],
    ...(filter.categories !== null && { categories: filter.categories }),
    ...(filter.excludeCategories.length > 0 && { excludeCategories: filter.excludeCategories }),
  };
}

function goingOn({ language }: Past, cursor: CursorContent | null): Pick<RankRequest, "after" | "language"> {
  return {
    ...(cursor !== null && cursor.position !== null && { after: cursor.position }),
    ...(language !== null && { language }),
  };
}

/** A chain has one way to rank, whatever it is asked for. */
function basisOf(
  { sequence, times }: Past,
  modelVersionId: string | null,
  { ranker }: Pick<Ranking, "ranker">,
): ExplanationBasis {
  return {
    modelVersionId,
    history: sequence,
    ...(times !== null && { times }),
    ranker: ranker === "markov" ? "auto" : ranker,
  };
}
