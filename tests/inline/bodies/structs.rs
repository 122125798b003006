//! Structs and enums: orders, configurations, shapes, states.

use crate::common::{agree, both, cases};
use daisy::prelude::*;
use proptest::collection::vec;
use proptest::prelude::*;
use std::ops::{Add, Mul, Sub};

#[derive(Clone, Debug, PartialEq, Tokenize)]
pub struct Customer {
    name: String,
    points: u32,
}

#[derive(Clone, Debug, PartialEq, Tokenize)]
pub struct Item {
    name: String,
    price: f64,
    quantity: u32,
}

#[derive(Clone, Debug, PartialEq, Tokenize)]
pub struct Order {
    customer: Customer,
    items: Vec<Item>,
    discount: Option<f64>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Invoice {
    to: String,
    net: f64,
    tax: f64,
    lines: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Tokenize)]
pub struct Config {
    host: String,
    port: u16,
    limits: Limits,
}

#[derive(Clone, Copy, Debug, PartialEq, Tokenize)]
pub struct Limits {
    size: usize,
    seconds: u64,
}

#[derive(Clone, Debug, PartialEq, Tokenize)]
pub struct Overrides {
    host: Option<String>,
    port: Option<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Tokenize)]
pub struct Point {
    x: f64,
    y: f64,
}

impl Point {
    const ORIGIN: Point = Point { x: 0.0, y: 0.0 };

    fn new(x: f64, y: f64) -> Point {
        Point { x, y }
    }

    fn norm(self) -> f64 {
        self.x.hypot(self.y)
    }
}

impl Add for Point {
    type Output = Point;
    fn add(self, other: Point) -> Point {
        Point::new(self.x + other.x, self.y + other.y)
    }
}

impl Sub for Point {
    type Output = Point;
    fn sub(self, other: Point) -> Point {
        Point::new(self.x - other.x, self.y - other.y)
    }
}

impl Mul<f64> for Point {
    type Output = Point;
    fn mul(self, by: f64) -> Point {
        Point::new(self.x * by, self.y * by)
    }
}

#[derive(Clone, Debug, PartialEq, Tokenize)]
pub enum Shape {
    Circle { centre: Point, radius: f64 },
    Square(Point, f64),
    Triangle(Point, Point, Point),
    Nothing,
}

#[derive(Clone, Copy, Debug, PartialEq, Tokenize)]
pub enum Light {
    Red,
    Amber,
    Green,
}

#[derive(Clone, Debug, PartialEq, Tokenize)]
pub enum Expr {
    X,
    Number(i64),
    Sum(Box<Expr>, Box<Expr>),
    Product(Box<Expr>, Box<Expr>),
}

impl Expr {
    fn at(&self, x: i64) -> i64 {
        match self {
            Expr::X => x,
            Expr::Number(n) => *n,
            Expr::Sum(a, b) => a.at(x).wrapping_add(b.at(x)),
            Expr::Product(a, b) => a.at(x).wrapping_mul(b.at(x)),
        }
    }
}

both! {
    pub fn subtotal(order: &Order) -> f64 {
        order.items.iter().map(|item| item.price * f64::from(item.quantity)).sum()
    }

    pub fn invoice(order: &Order, rate: f64) -> Invoice {
        let net = subtotal(order) * (1.0 - order.discount.unwrap_or(0.0));
        let tax = net * rate;
        let lines = order.items.iter().map(|item| format!("{} x {}", item.quantity, item.name)).collect::<Vec<_>>();
        Invoice { to: order.customer.name.clone(), net, tax, lines }
    }

    pub fn points(order: Order) -> Customer {
        let earned = if subtotal(&order) > 100.0 { 10 } else { 1 };
        Customer { points: order.customer.points + earned, ..order.customer.clone() }
    }

    pub fn merged(base: Config, over: &Overrides) -> Config {
        let host = over.host.clone().unwrap_or_else(|| base.host.clone());
        Config { host, port: over.port.unwrap_or(base.port), ..base }
    }

    pub fn doubled(limits: Limits) -> Limits {
        Limits { size: limits.size * 2, seconds: limits.seconds + 1 }
    }

    pub fn relaxed(config: Config) -> Config {
        Config { limits: doubled(config.limits), port: config.port, host: config.host.clone() + ".local" }
    }

    pub fn midpoint(a: Point, b: Point) -> Point {
        (a + b) * 0.5
    }

    pub fn centroid(points: &[Point]) -> Point {
        let sum = points.iter().fold(Point::ORIGIN, |sum, point| sum + *point);
        sum * (1.0 / points.len() as f64)
    }

    pub fn area(shape: &Shape) -> f64 {
        match shape {
            Shape::Circle { radius, .. } => std::f64::consts::PI * radius * radius,
            Shape::Square(_, side) => side * side,
            Shape::Triangle(a, b, c) => {
                let (u, v) = (*b - *a, *c - *a);
                (u.x * v.y - u.y * v.x).abs() / 2.0
            }
            Shape::Nothing => 0.0,
        }
    }

    pub fn moved(shape: Shape, by: Point) -> Shape {
        match shape {
            Shape::Circle { centre, radius } => Shape::Circle { centre: centre + by, radius },
            Shape::Square(corner, side) => Shape::Square(corner + by, side),
            Shape::Triangle(a, b, c) => Shape::Triangle(a + by, b + by, c + by),
            Shape::Nothing => Shape::Nothing,
        }
    }

    pub fn described(shape: Shape) -> String {
        let area = area(&shape);
        let kind = match shape {
            Shape::Circle { .. } => "circle",
            Shape::Square(..) => "square",
            Shape::Triangle(..) => "triangle",
            Shape::Nothing => "nothing",
        };
        format!("{kind} of {area:.2}")
    }

    pub fn nearer(a: Point, b: Point) -> Point {
        let (from_a, from_b) = (a.norm(), (b - Point::ORIGIN).norm());
        if from_a <= from_b { a } else { b }
    }

    pub fn next(light: Light, waiting: bool) -> Light {
        match (light, waiting) {
            (Light::Red, true) => Light::Green,
            (Light::Red, false) => Light::Red,
            (Light::Green, _) => Light::Amber,
            (Light::Amber, _) => Light::Red,
        }
    }

    pub fn after_three(light: Light, waiting: bool) -> (Light, bool) {
        let mut now = light;
        for _ in 0..3 {
            now = next(now, waiting);
        }
        (now, now == light)
    }

    pub fn evaluated(expr: &Expr, x: i64) -> i64 {
        let there = expr.at(x);
        let beside = expr.at(x.wrapping_add(1));
        beside.wrapping_sub(there)
    }

    pub fn greeting(customer: Option<Customer>) -> String {
        if let Some(customer) = customer {
            format!("Hello {}, {} points", customer.name, customer.points)
        } else {
            "Hello stranger".to_string()
        }
    }

    pub fn best(orders: Vec<Order>) -> Option<String> {
        let mut best: Option<String> = None;
        let mut most = 0.0;
        for order in orders {
            let worth = order.items.iter().map(|item| item.price).sum::<f64>();
            if worth > most {
                most = worth;
                best = Some(order.customer.name);
            }
        }
        best
    }

    pub fn opposite(points: [Point; 2]) -> (Point, [f64; 2]) {
        let far = Point::new(-points[0].x, -points[1].y);
        (far, [points[0].norm(), points[1].norm()])
    }
}

fn order() -> impl Strategy<Value = Order> {
    let item = ("[a-z]{1,4}", 0.0..50.0f64, 0..5u32).prop_map(|(name, price, quantity)| Item { name, price, quantity });
    ("[A-Z]{1,4}", 0..9u32, vec(item, 0..5), prop::option::of(0.0..1.0f64))
        .prop_map(|(name, points, items, discount)| Order { customer: Customer { name, points }, items, discount })
}

fn config() -> impl Strategy<Value = Config> {
    ("[a-z]{1,4}", 1..9999u16, 0..99usize, 0..99u64).prop_map(|(host, port, size, seconds)| Config {
        host,
        port,
        limits: Limits { size, seconds },
    })
}

fn point() -> impl Strategy<Value = Point> {
    (-9.0..9.0f64, -9.0..9.0f64).prop_map(|(x, y)| Point { x, y })
}

fn shape() -> impl Strategy<Value = Shape> {
    prop_oneof![
        (point(), 0.0..9.0f64).prop_map(|(centre, radius)| Shape::Circle { centre, radius }),
        (point(), 0.0..9.0f64).prop_map(|(corner, side)| Shape::Square(corner, side)),
        (point(), point(), point()).prop_map(|(a, b, c)| Shape::Triangle(a, b, c)),
        Just(Shape::Nothing),
    ]
}

fn light() -> impl Strategy<Value = Light> {
    prop_oneof![Just(Light::Red), Just(Light::Amber), Just(Light::Green)]
}

fn expr() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof![Just(Expr::X), any::<i64>().prop_map(Expr::Number)];
    leaf.prop_recursive(3, 12, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| Expr::Sum(a.into(), b.into())),
            (inner.clone(), inner).prop_map(|(a, b)| Expr::Product(a.into(), b.into())),
        ]
    })
}

proptest! {
    #![proptest_config(cases(32))]

    #[test]
    fn orders(order in order(), rate in 0.0..0.3f64, more in vec(order(), 0..4)) {
        agree!(subtotal(&order));
        agree!(invoice(&order, rate));
        agree!(points(order.clone()));
        agree!(greeting(Some(order.customer.clone())));
        agree!(greeting(None::<Customer>));
        agree!(best(more.clone()));
    }

    #[test]
    fn configurations(base in config(), host in prop::option::of("[a-z]{1,4}"), port in prop::option::of(1..99u16)) {
        let over = Overrides { host, port };
        agree!(merged(base.clone(), &over));
        agree!(relaxed(base.clone()));
    }

    #[test]
    fn points_in_the_plane(a in point(), b in point(), more in vec(point(), 1..6)) {
        agree!(midpoint(a, b));
        agree!(centroid(&more));
        agree!(nearer(a, b));
        agree!(opposite([a, b]));
    }

    #[test]
    fn shapes(shape in shape(), by in point()) {
        agree!(area(&shape));
        agree!(moved(shape.clone(), by));
        agree!(described(shape.clone()));
    }

    #[test]
    fn lights(light in light(), waiting in any::<bool>()) {
        agree!(next(light, waiting));
        agree!(after_three(light, waiting));
    }

    #[test]
    fn expressions(expr in expr(), x in any::<i64>()) {
        agree!(evaluated(&expr, x));
    }
}
