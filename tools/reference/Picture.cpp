// A Task as a picture: its steps in a row, its volumes below, tied to the steps that mount them.

#include "tools/reference/Escape.h"
#include "tools/reference/Writer.h"

#include "llvm/ADT/STLExtras.h"

using namespace stash::reference;

namespace {

// In pixels. Names are set in 13 px monospace, whose characters take at most 8.
constexpr int characterWidth = 8;
constexpr int boxHeight = 44, volumeHeight = 34, padding = 14, gap = 40, margin = 4;
constexpr int volumeTop = margin + boxHeight + 44;

struct Box {
  int left, width;
  int getMiddle() const { return left + width / 2; }
};

int getWidth(llvm::StringRef name) {
  constexpr int least = 72;
  return std::max(least, static_cast<int>(countCharacters(name)) * characterWidth + 2 * padding);
}

std::string attribute(llvm::StringRef name, int value) {
  return (" " + name + "=\"").str() + std::to_string(value) + "\"";
}

std::string text(int x, int y, llvm::StringRef name) {
  return "<text" + attribute("x", x) + attribute("y", y) + ">" + escapeHtml(name) + "</text>";
}

} // namespace

std::string
stash::reference::drawPipeline(const Pipeline &pipeline,
                               llvm::function_ref<std::string(llvm::StringRef)> makeAddress) {
  std::vector<Box> steps, volumes;
  int right = margin;
  for (const Pipeline::Step &step : pipeline.steps) {
    int left = steps.empty() ? margin : right + gap;
    steps.push_back({left, getWidth(step.name)});
    right = left + steps.back().width;
  }
  int volumeRight = margin - gap / 2;
  for (const Pipeline::Volume &volume : pipeline.volumes) {
    int width = getWidth(volume.name), middle = 0;
    for (unsigned step : volume.steps)
      middle += steps[step].getMiddle();
    int wanted =
        volume.steps.empty() ? 0 : middle / static_cast<int>(volume.steps.size()) - width / 2;
    volumes.push_back({std::max(wanted, volumeRight + gap / 2), width});
    volumeRight = volumes.back().left + width;
  }
  int width = std::max(right, volumeRight) + margin;
  int height = volumes.empty() ? 2 * margin + boxHeight : volumeTop + volumeHeight + margin;

  std::string out = "<svg class=\"pipeline\" role=\"img\"" + attribute("width", width) +
                    attribute("height", height) + " viewBox=\"0 0 " + std::to_string(width) + " " +
                    std::to_string(height) + "\" aria-label=\"The steps of " +
                    escapeHtml(pipeline.name) + "\">\n";
  for (auto [index, volume] : llvm::enumerate(pipeline.volumes))
    for (unsigned step : volume.steps) {
      int from = volumes[index].getMiddle(), to = steps[step].getMiddle();
      int top = margin + boxHeight, bend = (top + volumeTop) / 2;
      out += "<path class=\"tie\" d=\"M" + std::to_string(from) + " " + std::to_string(volumeTop) +
             " C" + std::to_string(from) + " " + std::to_string(bend) + " " + std::to_string(to) +
             " " + std::to_string(bend) + " " + std::to_string(to) + " " + std::to_string(top) +
             "\"/>\n";
    }
  int middle = margin + boxHeight / 2;
  for (auto [index, step] : llvm::enumerate(pipeline.steps)) {
    const Box &box = steps[index];
    if (index) {
      int from = steps[index - 1].left + steps[index - 1].width, to = box.left - 1;
      out += "<path class=\"arrow\" d=\"M" + std::to_string(from) + " " + std::to_string(middle) +
             " H" + std::to_string(to) + " m-7 -5 l7 5 l-7 5\"/>\n";
    }
    if (!step.section.empty())
      out += "<a href=\"" + escapeHtml(makeAddress(step.section)) + "\">";
    out += "<g class=\"step\"><rect" + attribute("x", box.left) + attribute("y", margin) +
           attribute("width", box.width) + attribute("height", boxHeight) + " rx=\"8\"/>" +
           text(box.getMiddle(), middle, step.name) + "</g>";
    out += step.section.empty() ? "\n" : "</a>\n";
  }
  for (auto [index, volume] : llvm::enumerate(pipeline.volumes)) {
    const Box &box = volumes[index];
    out += "<g class=\"volume\"><rect" + attribute("x", box.left) + attribute("y", volumeTop) +
           attribute("width", box.width) + attribute("height", volumeHeight) + " rx=\"17\"/>" +
           text(box.getMiddle(), volumeTop + volumeHeight / 2, volume.name) + "</g>\n";
  }
  return out + "</svg>";
}
