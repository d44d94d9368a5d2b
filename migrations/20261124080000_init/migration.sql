-- What Prisma cannot say was added by hand: COLLATE "C" on every id, so that order and comparisons are those of the bytes on any server and indexes are
-- compared fast; the partial unique index at the end.

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('READER', 'WRITER', 'ADMIN');

-- CreateEnum
CREATE TYPE "TrainingKind" AS ENUM ('CF_SREC');

-- CreateEnum
CREATE TYPE "TrainingState" AS ENUM ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED');

-- CreateTable
CREATE TABLE "Space" (
    "id" TEXT COLLATE "C" NOT NULL,
    "eventMeanings" JSONB NOT NULL DEFAULT '{}',
    "catalogueVersion" BIGINT NOT NULL DEFAULT 0,
    "historyVersionFloor" BIGINT NOT NULL DEFAULT 0,
    "servedModelVersionId" TEXT COLLATE "C",
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Space_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "User" (
    "spaceId" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "attributes" JSONB NOT NULL DEFAULT '{}',
    "historyVersion" BIGINT NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "User_pkey" PRIMARY KEY ("spaceId","id")
);

-- CreateTable
CREATE TABLE "Item" (
    "spaceId" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL DEFAULT '',
    "categories" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "attributes" JSONB NOT NULL DEFAULT '{}',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "available" BOOLEAN NOT NULL DEFAULT true,
    "hidden" BOOLEAN NOT NULL DEFAULT false,
    "deletedAt" TIMESTAMPTZ(3),
    "version" BIGINT NOT NULL,

    CONSTRAINT "Item_pkey" PRIMARY KEY ("spaceId","id")
);

-- CreateTable
CREATE TABLE "Interaction" (
    "spaceId" TEXT COLLATE "C" NOT NULL,
    "occurredAt" TIMESTAMPTZ(3) NOT NULL,
    "sequence" BIGSERIAL NOT NULL,
    "userId" TEXT COLLATE "C" NOT NULL,
    "itemId" TEXT COLLATE "C" NOT NULL,
    "type" TEXT NOT NULL,
    "value" DOUBLE PRECISION,
    "dated" BOOLEAN NOT NULL,
    "requestId" TEXT,
    "eventId" TEXT COLLATE "C" NOT NULL,
    "historyVersion" BIGINT NOT NULL,

    CONSTRAINT "Interaction_pkey" PRIMARY KEY ("spaceId","occurredAt","sequence")
);

-- CreateTable
CREATE TABLE "ApiKey" (
    "spaceId" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "role" "Role" NOT NULL,
    "name" TEXT NOT NULL,
    "secretHash" BYTEA NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ApiKey_pkey" PRIMARY KEY ("spaceId","id")
);

-- CreateTable
CREATE TABLE "TrainingRun" (
    "spaceId" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "kind" "TrainingKind" NOT NULL,
    "state" "TrainingState" NOT NULL DEFAULT 'QUEUED',
    "options" JSONB NOT NULL,
    "progress" JSONB,
    "error" TEXT,
    "modelVersionId" TEXT COLLATE "C",
    "queueJobId" TEXT,
    "workerId" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "cancelRequestedAt" TIMESTAMPTZ(3),
    "heartbeatAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "TrainingRun_pkey" PRIMARY KEY ("spaceId","id")
);

-- CreateTable
CREATE TABLE "ModelVersion" (
    "spaceId" TEXT COLLATE "C" NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "runId" TEXT COLLATE "C",
    "kind" TEXT NOT NULL,
    "checksum" TEXT NOT NULL,
    "card" JSONB NOT NULL,
    "metrics" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "promotedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ModelVersion_pkey" PRIMARY KEY ("spaceId","id")
);

-- CreateTable
CREATE TABLE "ItemVector" (
    "spaceId" TEXT COLLATE "C" NOT NULL,
    "modelVersionId" TEXT COLLATE "C" NOT NULL,
    "itemId" TEXT COLLATE "C" NOT NULL,
    "textHash" BYTEA NOT NULL,
    "vector" BYTEA NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ItemVector_pkey" PRIMARY KEY ("spaceId","modelVersionId","itemId","textHash")
);

-- CreateTable
CREATE TABLE "Setting" (
    "name" TEXT COLLATE "C" NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "Setting_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "Secret" (
    "name" TEXT COLLATE "C" NOT NULL,
    "value" BYTEA NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Secret_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "Item_spaceId_version_idx" ON "Item"("spaceId", "version");

-- CreateIndex
CREATE INDEX "Interaction_spaceId_userId_occurredAt_sequence_idx" ON "Interaction"("spaceId", "userId", "occurredAt", "sequence");

-- CreateIndex
CREATE INDEX "Interaction_spaceId_itemId_type_idx" ON "Interaction"("spaceId", "itemId", "type");

-- CreateIndex
CREATE UNIQUE INDEX "Interaction_spaceId_eventId_key" ON "Interaction"("spaceId", "eventId");

-- CreateIndex
CREATE UNIQUE INDEX "ApiKey_secretHash_key" ON "ApiKey"("secretHash");

-- CreateIndex
CREATE INDEX "TrainingRun_id_idx" ON "TrainingRun"("id");

-- CreateIndex
CREATE INDEX "TrainingRun_spaceId_createdAt_id_idx" ON "TrainingRun"("spaceId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "ModelVersion_spaceId_createdAt_id_idx" ON "ModelVersion"("spaceId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "ItemVector_spaceId_itemId_idx" ON "ItemVector"("spaceId", "itemId");

-- AddForeignKey
ALTER TABLE "Space" ADD CONSTRAINT "Space_id_servedModelVersionId_fkey" FOREIGN KEY ("id", "servedModelVersionId") REFERENCES "ModelVersion"("spaceId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "User" ADD CONSTRAINT "User_spaceId_fkey" FOREIGN KEY ("spaceId") REFERENCES "Space"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "Item" ADD CONSTRAINT "Item_spaceId_fkey" FOREIGN KEY ("spaceId") REFERENCES "Space"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "Interaction" ADD CONSTRAINT "Interaction_spaceId_userId_fkey" FOREIGN KEY ("spaceId", "userId") REFERENCES "User"("spaceId", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "Interaction" ADD CONSTRAINT "Interaction_spaceId_itemId_fkey" FOREIGN KEY ("spaceId", "itemId") REFERENCES "Item"("spaceId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "ApiKey" ADD CONSTRAINT "ApiKey_spaceId_fkey" FOREIGN KEY ("spaceId") REFERENCES "Space"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "TrainingRun" ADD CONSTRAINT "TrainingRun_spaceId_fkey" FOREIGN KEY ("spaceId") REFERENCES "Space"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "TrainingRun" ADD CONSTRAINT "TrainingRun_spaceId_modelVersionId_fkey" FOREIGN KEY ("spaceId", "modelVersionId") REFERENCES "ModelVersion"("spaceId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "ModelVersion" ADD CONSTRAINT "ModelVersion_spaceId_fkey" FOREIGN KEY ("spaceId") REFERENCES "Space"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "ModelVersion" ADD CONSTRAINT "ModelVersion_spaceId_runId_fkey" FOREIGN KEY ("spaceId", "runId") REFERENCES "TrainingRun"("spaceId", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "ItemVector" ADD CONSTRAINT "ItemVector_spaceId_modelVersionId_fkey" FOREIGN KEY ("spaceId", "modelVersionId") REFERENCES "ModelVersion"("spaceId", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "ItemVector" ADD CONSTRAINT "ItemVector_spaceId_itemId_fkey" FOREIGN KEY ("spaceId", "itemId") REFERENCES "Item"("spaceId", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- At most one unfinished training run of a space: a second one is refused, whoever asks first and from whichever process.
CREATE UNIQUE INDEX "TrainingRun_one_unfinished" ON "TrainingRun"("spaceId") WHERE "state" IN ('QUEUED', 'RUNNING');
