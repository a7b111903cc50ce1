use super::*;

fn grid(rows: &[&[(&str, usize, usize)]]) -> Grid {
    let mut grid = Grid::default();
    for row in rows {
        grid.start_row();
        for (text, rows, columns) in *row {
            grid.put((*text).to_owned(), *rows, *columns).expect("a small table");
        }
    }
    grid
}

fn rows(grid: &Grid) -> String {
    let mut out = String::new();
    grid.write_rows(&mut out, 1 << 20).expect("a small table");
    out
}

#[test]
fn merged_cells_stand_in_each_place() {
    let table = grid(&[&[("甲", 2, 1), ("乙", 1, 2)], &[("丙", 1, 1), ("丁", 1, 1)]]);
    assert_eq!(rows(&table), "甲\t乙\t乙\n甲\t丙\t丁\n");
}

#[test]
fn a_cell_that_takes_a_row_stands_alone_and_once() {
    let table = grid(&[&[("标题", 2, 3)], &[], &[("甲", 1, 1), ("乙", 1, 1), ("丙", 1, 1)]]);
    assert_eq!(rows(&table), "标题\n甲\t乙\t丙\n");
}

#[test]
fn empty_cells_keep_their_places() {
    let table = grid(&[&[("", 1, 1), ("乙\t二", 1, 1), ("", 1, 1)], &[("", 1, 1), ("", 1, 1)]]);
    assert_eq!(rows(&table), "\t乙 二\t\n");
}

#[test]
fn tables_of_tasks_are_told_by_their_heads() {
    assert!(grid(&[&[("任务", 1, 1), ("责任\n单位", 1, 1)]]).holds_tasks());
    assert!(!grid(&[&[("责任单位", 1, 2)]]).holds_tasks());
    assert!(!grid(&[&[("名称", 1, 1), ("数量", 1, 1)]]).holds_tasks());
}

#[test]
fn sheets_leave_out_empty_rows_and_columns() {
    let cells =
        vec![((4, 3), "乙".to_owned()), ((2, 2), "甲".to_owned()), ((9, 9), " ".to_owned())];
    let table = Grid::placed(cells, &[[(2, 2), (4, 2)]]).expect("a small table");
    assert_eq!(rows(&table), "甲\n甲\t乙\n");
}

#[test]
fn large_tables_are_refused() {
    let mut wide = Grid::default();
    assert!((0..=MOST_COLUMNS).any(|_| wide.put(String::new(), 1, 1).is_err()));
    let far = vec![((0, 0), "甲".to_owned()), ((0, 300), "乙".to_owned())];
    assert!(Grid::placed(far, &[]).is_err());
    let table = grid(&[&[("甲".repeat(100).as_str(), 1, 200), ("乙", 1, 1)]]);
    assert_eq!(table.write_rows(&mut String::new(), 10_000), Err(TooLarge));
    let regions = vec![[(0, 0), (u32::MAX, u32::MAX)]; 2_000_000];
    let cells = vec![((0, 0), "甲".to_owned()), ((1, 1), "乙".to_owned())];
    assert!(Grid::placed(cells, &regions).is_err());
}
