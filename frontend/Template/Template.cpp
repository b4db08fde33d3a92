#include "frontend/Template/Template.h"
