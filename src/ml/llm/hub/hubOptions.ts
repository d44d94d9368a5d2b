/** How far a download is. */
export interface HubProgress {
  /** The file that is coming. */
  readonly file: string;
  /** Of all files together. */
  readonly bytes: number;
  readonly totalBytes: number;
}

/** Where models come from, and where they are kept. */
export interface HubOptions {
  /** Holds all that was downloaded. */
  readonly cacheFolder: string;
  /** The hub's address; `HF_ENDPOINT` names mirrors. */
  readonly endpoint: string;
  /** `HF_TOKEN`, for models that are gated or private; null: none. */
  readonly token: string | null;
  /** `HF_HUB_OFFLINE`: only what is in the cache is used. */
  readonly isOffline: boolean;
  /** Told after every piece that came. */
  readonly onProgress?: (progress: HubProgress) => void;
  /** Ends the download; what came stays for the next time. */
  readonly signal?: AbortSignal;
}
