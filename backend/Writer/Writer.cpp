#include "backend/Writer/Writer.h"
