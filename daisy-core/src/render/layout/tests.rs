//! Laws of layouts, on random graphs.

use super::{GAP, Layout, MARGIN, Point, lay_out};

/// Numbers below `n`, the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }
}

/// Boxes of different sizes and arrows between them, mostly forward and mostly short.
fn random(seed: u64) -> (Vec<Point>, Vec<(u32, u32)>) {
    let mut random = Random(seed * 0x9e37_79b9 + 1);
    let boxes = 1 + random.below(60);
    let sizes = (0..boxes).map(|_| (40.0 + random.below(100) as f64, 26.0)).collect();
    let mut arrows = Vec::new();
    for to in 1..boxes {
        for _ in 0..random.below(4) {
            let reach = if random.below(4) == 0 { to } else { to.min(5) };
            let from = to - 1 - random.below(reach);
            arrows.push(if random.below(10) == 0 { (to as u32, from as u32) } else { (from as u32, to as u32) });
        }
    }
    arrows.sort_unstable();
    arrows.dedup();
    (sizes, arrows)
}

fn each(check: impl Fn(&[Point], &[(u32, u32)], &Layout)) {
    for seed in 0..200 {
        let (sizes, arrows) = random(seed);
        check(&sizes, &arrows, &lay_out(&sizes, &arrows));
    }
}

#[test]
fn boxes_do_not_overlap_and_are_inside() {
    each(|sizes, _, layout| {
        let boxes: Vec<_> = layout.corners.iter().zip(sizes).map(|(&(x, y), &(w, h))| (x, y, x + w, y + h)).collect();
        for (i, a) in boxes.iter().enumerate() {
            let (width, height) = layout.size;
            let inside = a.0 >= MARGIN - 0.01 && a.1 >= MARGIN - 0.01 && a.2 <= width && a.3 <= height;
            assert!(inside, "{a:?} in {:?}", layout.size);
            for b in &boxes[..i] {
                let apart = a.0 >= b.2 + GAP - 0.01
                    || b.0 >= a.2 + GAP - 0.01
                    || a.1 >= b.3 + GAP - 0.01
                    || b.1 >= a.3 + GAP - 0.01;
                assert!(apart, "{a:?} and {b:?}");
            }
        }
    });
}

#[test]
fn links_go_forward_and_through_no_box() {
    each(|sizes, _, layout| {
        for link in &layout.links {
            let along = |(x, y): Point| if link.down { (y, x) } else { (x, y) };
            let [start, bend, end] = link.points.map(along);
            assert!(start.0 <= bend.0 && bend.0 < end.0 && start.1 == bend.1);
            // Between layers there are no boxes, so only the straight part could meet one.
            for (&corner, &size) in layout.corners.iter().zip(sizes) {
                let (corner, size) = (along(corner), along(size));
                let beside = start.1 <= corner.1 || start.1 >= corner.1 + size.1;
                let before_or_after = bend.0 <= corner.0 || start.0 >= corner.0 + size.0;
                assert!(beside || before_or_after, "{:?} meets the box at {corner:?}", link.points);
            }
        }
    });
}

#[test]
fn every_arrow_can_be_followed_along_links_with_its_heads() {
    each(|sizes, arrows, layout| {
        // The side of a box where links leave it, or come to it, in the direction of the layers.
        let (down, side) = (layout.links.first().is_none_or(|link| link.down), |v: u32, leave: bool| {
            let ((x, y), (w, h)) = (layout.corners[v as usize], sizes[v as usize]);
            let far = if leave { 1.0 } else { 0.0 };
            (x + w / 2.0, y + h / 2.0, x + far * w, y + far * h)
        });
        let port = |v: u32, leave: bool| {
            let (middle_x, middle_y, x, y) = side(v, leave);
            if down { (middle_x, y) } else { (x, middle_y) }
        };
        let near = |a: Point, b: Point| (a.0 - b.0).abs() < 0.01 && (a.1 - b.1).abs() < 0.01;
        for &(from, to) in arrows {
            let turned = from > to;
            let (first, last) = (port(from.min(to), true), port(from.max(to), false));
            // Where it has come to, and whether the head at its start, if it is turned round, was there.
            let mut open = vec![(first, !turned)];
            let mut arrived = false;
            while let Some((at, started)) = open.pop() {
                for link in layout.links.iter().filter(|link| near(link.points[0], at)) {
                    let started = started || (near(at, first) && link.heads.start);
                    let ends = near(link.points[2], last);
                    arrived |= ends && started && (turned || link.heads.end);
                    if !ends {
                        open.push((link.points[2], started));
                    }
                }
            }
            assert!(arrived, "{from} to {to}");
        }
    });
}

#[test]
fn a_chain_is_a_straight_line() {
    let sizes: Vec<Point> = (0..40).map(|n| (50.0 + f64::from(n % 7) * 9.0, 26.0)).collect();
    let arrows: Vec<_> = (0..39).map(|n| (n, n + 1)).collect();
    let layout = lay_out(&sizes, &arrows);
    assert!(layout.links.iter().all(|link| link.down && (link.points[0].0 - link.points[2].0).abs() < 1.0));
}

#[test]
fn what_is_wide_goes_to_the_right() {
    let sizes = vec![(60.0, 26.0); 41];
    let arrows: Vec<_> = (0..40).map(|n| (n, 40)).collect();
    let layout = lay_out(&sizes, &arrows);
    assert!(layout.links.iter().all(|link| !link.down && link.heads.end));
    assert!(layout.size.1 > layout.size.0);
}

#[test]
fn hundreds_of_boxes_with_thousands_of_arrows_are_laid_out() {
    let mut random = Random(7);
    let sizes = vec![(80.0, 26.0); 500];
    let mut arrows: Vec<(u32, u32)> = (0..499).map(|n| (n, n + 1)).collect();
    arrows.extend((0..2_000).map(|_| (random.below(250) as u32, 250 + random.below(250) as u32)));
    arrows.sort_unstable();
    arrows.dedup();
    let layout = lay_out(&sizes, &arrows);
    assert_eq!(layout.corners.len(), 500);
}
