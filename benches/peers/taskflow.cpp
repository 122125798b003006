// Taskflow on the same graphs: reads `shape tasks turns nanoseconds counted` line by line, and answers each with
// `build run drop built peak total`. Arguments: the number of workers, and where to stop, if anywhere: after `start`,
// `build`, `run` or `drop` of the first graph.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include <taskflow/taskflow.hpp>

// Memory, as in memory.rs: bytes held now and at most, where asked to count. The size of a block is the allocator's.

#include <malloc.h>

static std::atomic<bool> counts{false};
static std::atomic<long> now{0}, peak{0};

static void *held(void *block) {
    if (!block) throw std::bad_alloc();
    if (counts.load(std::memory_order_relaxed)) {
        long sum = now += malloc_usable_size(block);
        long most = peak;
        while (sum > most && !peak.compare_exchange_weak(most, sum)) {}
    }
    return block;
}

static void release(void *block) {
    if (counts.load(std::memory_order_relaxed) && block) now -= malloc_usable_size(block);
    std::free(block);
}

void *operator new(std::size_t size) { return held(std::malloc(size)); }
void *operator new(std::size_t size, std::align_val_t align) {
    std::size_t unit = static_cast<std::size_t>(align);
    return held(std::aligned_alloc(unit, (size + unit - 1) / unit * unit));
}
void operator delete(void *block) noexcept { release(block); }
void operator delete(void *block, std::size_t) noexcept { release(block); }
void operator delete(void *block, std::align_val_t) noexcept { release(block); }
void operator delete(void *block, std::size_t, std::align_val_t) noexcept { release(block); }

// Graphs, as in shape.rs.

static std::uint64_t isqrt(std::uint64_t n) {
    std::uint64_t root = 0;
    while ((root + 1) * (root + 1) <= n) root++;
    return root;
}

// Input `input` of a task, in the layer above.
static std::uint64_t above(std::uint64_t task, std::uint64_t input, std::uint64_t width) {
    if (input == 0) return task % width;
    std::uint64_t third = (width - 1) / 3, x = 4 * task + input + 0x9e3779b97f4a7c15;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return (task + 1 + (input - 1) * third + (x ^ (x >> 31)) % third) % width;
}

struct Dag {
    std::vector<std::uint32_t> inputs, ends;
    std::uint64_t roots = 0;
    bool numbered = false;

    std::size_t len() const { return ends.size(); }
    std::uint32_t start(std::size_t task) const { return task ? ends[task - 1] : 0; }

    std::uint64_t own(std::size_t task) const {
        switch (ends[task] - start(task)) {
        case 0: return task + 1;
        case 1: return numbered ? task : 1;
        default: return 0;
        }
    }
};

static Dag draw(const std::string &shape, std::uint64_t tasks) {
    Dag dag;
    std::uint64_t len = tasks, leaves = 1, side = isqrt(tasks + tasks / 20), width = isqrt(tasks);
    while (2 * leaves < tasks) leaves *= 2;
    if (shape == "tree") len = 2 * leaves - 1;
    if (shape == "wavefront") len = side * side;
    if (shape == "layered") len = width * width;
    dag.numbered = shape == "fan-out";
    dag.roots = len - 1;
    if (shape == "independent") dag.roots = 0;
    if (shape == "layered") dag.roots = len - width;
    if (shape == "fan-out") dag.roots = 1;
    for (std::uint64_t task = 0; task < len; task++) {
        auto reads = [&](std::uint64_t input) { dag.inputs.push_back(input); };
        if (shape == "chain") {
            if (task) reads(task - 1);
        } else if (shape == "tree") {
            if (task >= leaves) reads(2 * (task - leaves)), reads(2 * (task - leaves) + 1);
        } else if (shape == "wavefront") {
            if (task >= side) reads(task - side);
            if (task % side) reads(task - 1);
        } else if (shape == "layered") {
            if (task >= width) {
                for (int input = 0; input < 4; input++) reads(task - width - task % width + above(task, input, width));
            }
        } else if (shape == "fan-out") {
            if (task) reads(0);
        } else if (shape == "fan-in") {
            for (std::uint64_t input = 0; task == len - 1 && input < task; input++) reads(input);
        }
        dag.ends.push_back(dag.inputs.size());
    }
    return dag;
}

// Work, as in work.rs.

static std::uint64_t turns;

static void spin() {
    std::uint64_t x = turns;
    for (std::uint64_t turn = 0; turn < turns; turn++) {
        x = x * 6364136223846793005u + 1;
        asm volatile("" : "+r"(x));
    }
}

struct Graph {
    const Dag &dag;
    std::vector<std::uint64_t> results;
    tf::Taskflow flow;

    void run(std::uint32_t task) {
        if (turns) spin();
        std::uint64_t sum = dag.own(task);
        for (std::uint32_t at = dag.start(task); at < dag.ends[task]; at++) sum += results[dag.inputs[at]];
        results[task] = sum;
    }

    explicit Graph(const Dag &dag) : dag(dag), results(dag.len()) {
        std::vector<tf::Task> tasks;
        tasks.reserve(dag.len());
        for (std::uint32_t task = 0; task < dag.len(); task++) {
            tasks.push_back(flow.emplace([this, task] { run(task); }));
            for (std::uint32_t at = dag.start(task); at < dag.ends[task]; at++) {
                tasks[dag.inputs[at]].precede(tasks[task]);
            }
        }
    }
};

static double seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

int main(int count, char **arguments) {
    tf::Executor executor(std::atoi(arguments[1]));
    std::string shape, last = count > 2 ? arguments[2] : "";
    auto after = [&](const char *phase) {
        if (last == phase) std::_Exit(0);
    };
    std::uint64_t tasks, nanos;
    bool counted;
    while (std::cin >> shape >> tasks >> turns >> nanos >> counted) {
        Dag dag = draw(shape, tasks);
        after("start");
        counts = counted;
        now = peak = 0;
        double start = seconds();
        auto graph = std::make_unique<Graph>(dag);
        double built = seconds() - start;
        after("build");
        long built_bytes = now;
        start = seconds();
        executor.run(graph->flow).wait();
        double ran = seconds() - start;
        after("run");
        long peak_bytes = peak;
        std::uint64_t total = 0;
        for (std::uint64_t task = dag.roots; task < dag.len(); task++) total += graph->results[task];
        start = seconds();
        graph.reset();
        double dropped = seconds() - start;
        after("drop");
        counts = false;
        std::cout << built << ' ' << ran << ' ' << dropped << ' ' << built_bytes << ' ' << peak_bytes << ' ' << total
                  << std::endl;
    }
}
