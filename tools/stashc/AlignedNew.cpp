// Memory of an alignment that the usual one satisfies. LLVM's arenas and maps ask for theirs by the
// operator that takes an alignment, which the C library serves by a search of its own, three times
// as expensive as malloc.

#include <cstddef>
#include <cstdlib>
#include <new>

// Sanitizers tell the operators apart by which of them made what is freed.
#ifdef __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define STASH_SANITIZED
#endif
#endif

#ifndef STASH_SANITIZED

void *operator new(std::size_t size, std::align_val_t alignment) {
  auto bytes = static_cast<std::size_t>(alignment);
  if (bytes <= __STDCPP_DEFAULT_NEW_ALIGNMENT__)
    return operator new(size);
  if (void *memory = std::aligned_alloc(bytes, (size + bytes - 1) / bytes * bytes))
    return memory;
  std::abort(); // nothing of ours catches std::bad_alloc
}

// The usual operator is malloc, as it is not replaced here.
void operator delete(void *memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void *memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

#endif
