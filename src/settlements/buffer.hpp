#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace settlements {

constexpr std::size_t huge_page_bytes = std::size_t{1} << 21;

/// Asks for pages of 2 MiB where so many bytes will be written for the first time: a page fault and
/// a place in the table of pages for 512 of the usual ones.
inline void prefer_huge_pages(void* begin, std::size_t bytes) {
    if (bytes < 2 * huge_page_bytes) return;
    const auto address = reinterpret_cast<std::uintptr_t>(begin);
    const std::uintptr_t first = (address + huge_page_bytes - 1) & ~(huge_page_bytes - 1);
    const std::uintptr_t last = (address + bytes) & ~(huge_page_bytes - 1);
    (void)::madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);
}

/// An array whose elements are not set when it is made.
template <class T>
class Buffer {
public:
    Buffer() = default;
    explicit Buffer(std::size_t size)
        : data_(std::make_unique_for_overwrite<T[]>(size)), size_(size) {
        prefer_huge_pages(data_.get(), size * sizeof(T));
    }
    [[nodiscard]] T* data() { return data_.get(); }
    [[nodiscard]] const T* data() const { return data_.get(); }
    [[nodiscard]] std::size_t size() const { return size_; }
    T& operator[](std::size_t i) { return data_[i]; }
    const T& operator[](std::size_t i) const { return data_[i]; }
    void clear() { *this = Buffer(); }

private:
    std::unique_ptr<T[]> data_;
    std::size_t size_ = 0;
};

}  // namespace settlements
