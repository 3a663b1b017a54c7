package classes_test

import (
	"testing"

	"lamtoen/internal/store/storetest"
)

func TestOnMongoDB(t *testing.T) {
	storetest.AgainOnMongoDB(t, "^(TestOnMongoDB|TestGuessingIsSlow|TestMergeInAnyOrder|TestACodeIsNotUsedUpInVain)$")
}
