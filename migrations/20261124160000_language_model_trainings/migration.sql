-- Training runs may now make a recommender that reads with a language model, alone or after its teacher.
-- Values are only added: every run that was stored keeps its kind.

-- AlterEnum
ALTER TYPE "TrainingKind" ADD VALUE 'LLM_SREC';
ALTER TYPE "TrainingKind" ADD VALUE 'FULL';
