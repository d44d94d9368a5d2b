import { DomainError } from "../domain/domainError.js";
import { itemId, type ItemId } from "../domain/itemId.js";
import type { SpaceId } from "../domain/spaceId.js";
import type { ItemRepository } from "../store/itemRepository.js";
import type { ServingState, ServingStateRepository } from "../store/servingStateRepository.js";
import type { Ranking, RankRequest } from "../ml/index.js";

import type { CandidateRanking } from "./candidateRanking.js";
import { checkedFilter, type CheckedFilter } from "./checkedFilter.js";
import { checkedFirst } from "./checkedFirst.js";
import { checkedList } from "./checkedList.js";
import { checkedSubject, type Subject } from "./checkedSubject.js";
import { cursorBinding } from "./cursorBinding.js";
import type { CursorContent } from "./cursorContent.js";
import type { CursorSigner } from "./cursorSigner.js";
import { fillPage, type FoundItem } from "./fillPage.js";
import type { ModelLease } from "./modelLease.js";
import type { ModelServer } from "./modelServer.js";
import type { Ranker, RecommendationEdge, RecommendationPage } from "./recommendationPage.js";
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
  /** Makes request ids. */
  readonly newId: () => string;
}

/** Ranks the items of a space for one person. */
export class Recommender {
  constructor(private readonly dependencies: RecommenderDependencies) {}

  /**
   * The items that a person is likely to want next, best first; a page is full whenever as many match. Whatever was
   * acknowledged before the call counts: interactions, catalogue writes. With a cursor it goes on with the answer that
   * the cursor came from: the same model, the history as it was then, minus what was seen since; no item comes twice.
   *
   * @throws {DomainError} `BAD_INPUT`, `UNKNOWN_SPACE`, `UNKNOWN_USER`, `CURSOR_INVALID`, `CURSOR_EXPIRED`.
   */
  async recommend(space: SpaceId, user: UserInput, input: RecommendInput): Promise<RecommendationPage> {
    const first = checkedFirst(input.first);
    const [subject, filter] = [checkedSubject(user), checkedFilter(input.filter)];
    const binding = cursorBinding(space, subject, filter);
    const cursor = input.after == null ? null : this.dependencies.cursors.verify(input.after, binding);

    const readSince = this.dependencies.models.beginRead();
    const state = await this.dependencies.states.read(space, subject.userId);
    const past = await this.pastOf(space, subject, state, cursor);
    const lease = await this.leaseFor(space, state, readSince, cursor);
    try {
      await lease.reachCatalogue(state.catalogueVersion);
      const { items } = this.dependencies;
      const shown = lease.modelVersionId === null ? ShownItems.unpack(cursor?.shown ?? null) : null;
      const wanted = shown === null ? first + 1 : Math.min(first + 1, ShownItems.MAXIMUM - shown.size);
      const request = rankRequest(past, filter, cursor);
      const { found, scoredBy } = await fillPage({ space, model: lease.model, items, request, wanted, shown });
      const answer = {
        requestId: cursor?.requestId ?? this.dependencies.newId(),
        modelVersionId: lease.modelVersionId,
        historyVersion: past.historyVersion,
      };
      const edges = this.edgesOf(found.slice(0, first), { ...answer, binding }, shown);
      return { ...answer, edges, hasNextPage: found.length > first, ranker: rankerOf(scoredBy) };
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
  async rankItems(space: SpaceId, user: UserInput, itemIds: readonly string[]): Promise<CandidateRanking> {
    const candidates = [...new Set(checkedList("candidates", itemIds, MAX_CANDIDATES).map((raw) => itemId(raw)))];
    const subject = checkedSubject(user);
    const readSince = this.dependencies.models.beginRead();
    const state = await this.dependencies.states.read(space, subject.userId);
    const past = await this.pastOf(space, subject, state, null);
    const lease = await this.leaseFor(space, state, readSince, null);
    try {
      await lease.reachCatalogue(state.catalogueVersion);
      const rows = await this.dependencies.items.findMany(space, candidates);
      const known = candidates.filter((id) => rows.has(id));
      const request = { history: past.sequence, exclude: [], candidates: known, limit: MAX_CANDIDATES };
      const { items, scoredBy } = await lease.model.rank(request);
      const scores = new Map(items.map(({ itemId: id, score }) => [id, score]));
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
        ranker: rankerOf(scoredBy),
      };
    } finally {
      lease.release();
    }
  }

  private async pastOf(
    space: SpaceId,
    { userId, history }: Subject,
    { user, eventMeanings: meanings }: ServingState,
    cursor: CursorContent | null,
  ): Promise<Past> {
    if (userId === null) return { sequence: history, seen: [...new Set(history)], rejected: [], historyVersion: null };
    if (user === null) throw cursor === null ? unknownUser(userId) : expired();
    const now = await this.dependencies.histories.read({ space, user: userId, version: user.historyVersion, meanings });
    const version = cursor?.historyVersion ?? user.historyVersion;
    if (version === user.historyVersion) return { ...now, historyVersion: version };
    const then = await this.dependencies.histories.read({ space, user: userId, version, meanings });
    // Versions above 0 hold events: there are none of that time left if the user was deleted, and made again.
    if (version > user.historyVersion || (version > 0n && then.events === 0)) throw expired();
    return { ...now, sequence: then.sequence, historyVersion: version };
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
      if (cause instanceof DomainError) throw expired(cause);
      throw cause;
    }
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

/** What a ranking starts from. */
interface Past {
  readonly sequence: readonly string[];
  readonly seen: readonly string[];
  readonly rejected: readonly string[];
  /** Null for a history that was sent. */
  readonly historyVersion: bigint | null;
}

function rankRequest(past: Past, filter: CheckedFilter, cursor: CursorContent | null): Omit<RankRequest, "limit"> {
  return {
    history: past.sequence,
    exclude: [...(filter.includeSeen ? [] : past.seen), ...past.rejected, ...filter.excludeItemIds],
    ...(filter.categories !== null && { categories: filter.categories }),
    ...(filter.excludeCategories.length > 0 && { excludeCategories: filter.excludeCategories }),
    ...(cursor !== null && cursor.position !== null && { after: cursor.position }),
  };
}

function rankerOf(scoredBy: Ranking["scoredBy"]): Ranker {
  if (scoredBy === "popular") return "POPULAR";
  return scoredBy === "markov" ? "MARKOV" : "CF_SREC";
}

function unknownUser(userId: string): DomainError {
  return new DomainError(
    "UNKNOWN_USER",
    `Cannot recommend to user ${JSON.stringify(userId)}: this space does not know it; log an interaction of it, write the user, or send a history instead`,
  );
}

function expired(cause?: DomainError): DomainError {
  return new DomainError(
    "CURSOR_EXPIRED",
    "Cannot go on from this cursor: its user or model is gone, start again without it",
    { cause },
  );
}
