#include "frontend/Yaml/YamlReader.h"
